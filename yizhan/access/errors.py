"""Who cannot come in, and why."""

from yizhan.kernel.errors import YizhanError


class UnknownSender(YizhanError):
    """The API key is not one of ours, or was revoked; which of them is not told."""

    code = "UNAUTHENTICATED"
    say = ("接口密钥无效。", "This API key is not valid.")


class UnknownZone(YizhanError):
    """No zone of this code is installed here."""

    code = "UNKNOWN_ZONE"
    say = ("本站没有这个综试区。", "This station does not serve that zone.")


class UnknownOrganisation(YizhanError):
    """No organisation of this number is entered in the zone."""

    code = "UNKNOWN_ORGANISATION"
    say = (
        "这个综试区没有登记这个编号的企业。",
        "No organisation of this number is entered in the zone.",
    )


class LinkSpent(YizhanError):
    """The sign-in link was used already, is too old, or never was one."""

    code = "LINK_SPENT"
    say = (
        "登录链接已失效,请索取新的链接。",
        "This link no longer works; please ask for another.",
    )
