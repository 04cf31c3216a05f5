"""Where each address leads, and what every one of them has in common: the token, a freeze, a slow day."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from standins.misbehaviour import Doing, Switch
from standins.pages import page
from standins.twilio import calls, media, messages, words
from standins.twilio.accounts import Account, Accounts
from standins.twilio.callbacks import Callbacks
from standins.twilio.inbound import Inbound
from standins.twilio.rows import Rows
from standins.twilio.texts import Templates, Wrong
from standins.wire import Answer, HangUp, Request, as_json

TITLE = "Twilio stand-in"
_API = re.compile(r"/2010-04-01/Accounts/(AC\w+)/(\w+)(?:/(\w+))?(?:/(Media)(?:/(\w+))?)?(\.json)?")

Create = Callable[[], Awaitable[Answer]]


class Freeze:
    """While it lasts, no address of the API answers: of one account, or of all."""

    def __init__(self) -> None:
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._account = ""
        self._end: asyncio.TimerHandle | None = None

    def begin(self, seconds: float, account: str) -> None:
        """For so long, or until thawed when 0."""
        self.thaw()
        self._account = account
        self._thawed.clear()
        if seconds:
            self._end = asyncio.get_running_loop().call_later(seconds, self.thaw)

    def thaw(self) -> None:
        if self._end:
            self._end.cancel()
        self._end = None
        self._thawed.set()

    async def wait(self, account: str) -> None:
        if self._account in ("", account):
            await self._thawed.wait()


class Twilio:
    """The whole stand-in, but for its port."""

    def __init__(self, folder: Path, accounts: Accounts) -> None:
        self.accounts = accounts
        self.switch = Switch(tuple(words.WORDS))
        self.freeze = Freeze()
        self.templates = Templates()
        self.callbacks = Callbacks()
        self.messages = messages.Messages(Rows(folder / "messages.jsonl"), self.templates, self.callbacks)
        self.media = media.Media(folder)
        self.calls = calls.Calls(Rows(folder / "calls.jsonl"), self.callbacks)
        self.inbound = Inbound(self.messages, self.media, self.callbacks)

    async def answer(self, request: Request) -> Answer:
        """Any address."""
        try:
            if found := _API.fullmatch(request.path):
                account, *place = found.groups()
                return await self._api(request, account, place)
            if request.path.startswith("/media/"):
                return self.media.content(request.path.removeprefix("/media/"))
            return await self._own_page(request)
        except Wrong as wrong:
            status = HTTPStatus.NOT_FOUND if wrong.code == 20404 else HTTPStatus.BAD_REQUEST
            return refused(status, wrong.code, str(wrong))

    async def _api(self, request: Request, sid: str, place: list[str | None]) -> Answer:
        account = self.accounts.get(sid)
        if account is None or not account.knows(request.headers.get("authorization", "")):
            return refused(HTTPStatus.UNAUTHORIZED, 20003, "Authenticate")
        room, row, below, part, dot_json = place
        is_create = request.method == "POST" and row is None
        to = (request.form if request.method == "POST" else request.query).get("To", "")
        doing = (self.switch.next if is_create else self.switch.standing)(to=to, account=sid)
        await self._hold(request, account, doing)
        if is_create and room in ("Messages", "Calls"):
            make = self._message if room == "Messages" else self._call
            return await self._created(doing, lambda: make(request, account, doing))
        if request.method == "GET" and row is None and room == "Messages":
            return as_json(self.messages.listed(account, request.query))
        if request.method == "GET" and row is None and room == "Calls":
            return as_json(self.calls.listed(account, request.query))
        if row and room == "Messages":
            return self._one_message(request, account, row, below, part, with_json=bool(dot_json))
        if row and room == "Calls" and request.method == "GET" and (call := self.calls.rows.get(row, sid)):
            return as_json(calls.resource(call))
        raise Wrong(20404, f"The requested resource {request.path} was not found")

    async def _hold(self, request: Request, account: Account, doing: Doing) -> None:
        """Let the asker wait as long as a frozen or slow provider does. Who gave up meanwhile is not served."""
        if doing.scripted and (freeze := doing.get("freeze")):
            self.freeze.begin(freeze.seconds, freeze.account)
        await self.freeze.wait(account.sid)
        if slow := doing.get("slow"):
            await asyncio.sleep(slow.seconds)
        if request.asker_has_gone():
            raise HangUp

    async def _created(self, doing: Doing, create: Create) -> Answer:
        """What a create call ends in: with what was asked, or as the switch wants it."""
        if refuse := doing.get("refuse"):
            return refused(refuse.status, refuse.code, "Told to refuse")
        if stall := doing.get("stall"):
            await asyncio.sleep(stall.seconds)
            raise HangUp
        if late := doing.get("stall_then_accept"):
            await asyncio.sleep(late.seconds)
        answer = await create()
        if stall := doing.get("accept_then_stall"):
            await asyncio.sleep(stall.seconds)
        if lying := doing.get("accept_then_refuse"):
            return refused(lying.status, lying.code, "Told to refuse what it took")
        if "accept_then_hang_up" in doing:
            raise HangUp
        return answer

    async def _message(self, request: Request, account: Account, doing: Doing) -> Answer:
        row = self.messages.accept(request.form, account)
        living = self.messages.live(row, account, request.form.get("StatusCallback", ""), doing)
        if "early_callbacks" in doing:
            await living
        else:
            self.callbacks.promise(living)
        return messages.created(row)

    async def _call(self, request: Request, account: Account, doing: Doing) -> Answer:
        row = self.calls.accept(request.fields, account)
        self.callbacks.promise(self.calls.live(row, request.fields, account, doing))
        return calls.created(row)

    def _one_message(
        self, request: Request, account: Account, sid: str, below: str | None, part: str | None, *, with_json: bool
    ) -> Answer:
        message = self.messages.rows.get(sid, account.sid)
        found = self.media.get(message, part) if message and part else None
        reads = request.method == "GET"
        if message and reads and not below:
            return as_json(messages.resource(message))
        if message and reads and not part:
            return as_json(self.media.listed(account, message, request.query))
        if found and reads:
            return as_json(media.resource(found)) if with_json else self.media.lend(found)
        if found and request.method == "DELETE":
            return self.media.delete(found)
        raise Wrong(20404, f"The requested resource {request.path} was not found")

    async def _own_page(self, request: Request) -> Answer:
        """What only the stand-in has: pages to read, and the switch."""
        match request.method, request.path:
            case "GET", "/":
                html = page(TITLE, self.messages.shown()).encode()
                return Answer(html, content_type="text/html; charset=utf-8")
            case "GET", "/messages.json":
                return as_json({"messages": self.messages.shown()})
            case "GET", "/calls.json":
                return as_json({"calls": self.calls.rows.newest_first()})
            case "GET", "/counts":
                return as_json({"counts": self.messages.counts()})
            case "GET", "/switch":
                return as_json({"words": words.WORDS})
            case "POST", "/switch" | "/script" | "/templates":
                return self._told_to(request)
            case "POST", "/inbound":
                account = self.accounts.get(request.form.get("Account", "")) or self.accounts.first
                doing = self.switch.standing(to=request.form.get("From", ""), account=account.sid)
                return as_json(await self.inbound.arrive(request, account, doing))
        return as_json({"message": "Not found"}, HTTPStatus.NOT_FOUND)

    def _told_to(self, request: Request) -> Answer:
        try:
            asked = json.loads(request.body or b"{}")
            if request.path == "/switch":
                freeze = self.switch.turn(asked).get("freeze")
                self.freeze.begin(freeze.seconds, freeze.account) if freeze else self.freeze.thaw()
            elif request.path == "/templates":
                self.templates.teach(**asked)
            else:
                to = asked.pop("to", "") if isinstance(asked, dict) else ""
                asked = words.drawn(**asked) if isinstance(asked, dict) else asked
                self.switch.script(asked, to=to)
        except (TypeError, ValueError) as failure:
            return as_json({"message": str(failure)}, HTTPStatus.BAD_REQUEST)
        return as_json({"message": "Switched", "asked": asked})


def refused(status: int, code: int, said: str) -> Answer:
    """An error as the API tells it."""
    more = f"https://www.twilio.com/docs/errors/{code}" if code else ""
    return as_json({"code": code, "message": said, "more_info": more, "status": status}, status)
