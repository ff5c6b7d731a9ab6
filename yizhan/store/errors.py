"""What goes wrong underneath, and no declarant can mend."""

from yizhan.kernel.errors import YizhanError


class StoreUnavailable(YizhanError):
    """The database does not answer, or cannot be started."""

    code = "STORE_UNAVAILABLE"
    say = ("数据库暂不可用,请稍后重试。", "The database does not answer; please try again later.")


class UnsafeStore(StoreUnavailable):
    """A setting of the database would let an acknowledged message be lost (S-01)."""


class SealBroken(YizhanError):
    """A sealed value was changed, moved or sealed with another key; nothing of it is shown."""

    code = "DECRYPT_FAILED"
    say = ("密文校验失败,内容不予显示。", "A sealed value fails its check and is not shown.")
