"""The portal's addresses. The root takes these handlers too: `from yizhan.web.urls import …`."""

from django.urls import path

from yizhan.web.board.views import today
from yizhan.web.message.views import message, messages
from yizhan.web.rulebook.views import code, rule
from yizhan.web.shell import errors
from yizhan.web.signin.views import link, signin, signout
from yizhan.web.trade.views import trade, trades, trades_sheet

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken

urlpatterns = [
    path("", today),
    path("trades", trades),
    path("trades.csv", trades_sheet),
    path("trades/<int:number>", trade),
    path("messages", messages),
    path("messages/<int:number>", message),
    path("code/<slug:code>", code),
    path("rule/<str:rule>", rule),
    path("signin", signin),
    path("signout", signout),
    path("s/<str:token>", link),
]
