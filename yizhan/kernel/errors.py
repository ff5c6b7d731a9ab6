"""What nobody expected, raised. What a declarant can mend is a value: see `faults`."""


class YizhanError(Exception):
    """Root of all our errors; doors map each to an answer in one table."""

    code = "INTERNAL"
    say = ("系统内部错误,请稍后重试。", "Something went wrong on our side; please try again.")


class NoTenant(YizhanError):
    """A zone's table was touched in a transaction that names no zone."""

    code = "NO_TENANT"


class NotAllowed(YizhanError):
    """The subject is known, and may not do this."""

    code = "NOT_ALLOWED"
    say = ("您没有此项权限。", "You may not do this.")
