"""Who may speak to this Twilio: several accounts, each with its token, as one customer may have with two providers."""

import base64
import os
import secrets
from dataclasses import dataclass

from twilio.request_validator import RequestValidator

SAMPLE_ACCOUNT, SAMPLE_TOKEN = "AC" + "0" * 32, "sample-twilio-token"


@dataclass(frozen=True)
class Account:
    sid: str
    token: str

    @property
    def root(self) -> str:
        """Where its resources live."""
        return f"/2010-04-01/Accounts/{self.sid}"

    def knows(self, authorization: str) -> bool:
        expected = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        return secrets.compare_digest(authorization.encode(), f"Basic {expected}".encode())

    @property
    def signer(self) -> RequestValidator:
        return RequestValidator(self.token)


class Accounts:
    """The portal's own account first."""

    def __init__(self, accounts: list[Account]) -> None:
        self._by_sid = {account.sid: account for account in accounts}
        self.first = accounts[0]

    @classmethod
    def of_environment(cls) -> "Accounts":
        """TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, TWILIO_SECOND_ACCOUNT_SID with TWILIO_SECOND_AUTH_TOKEN, and
        TWILIO_OTHER_ACCOUNTS as `SID:token,SID:token`."""
        first = Account(
            os.environ.get("TWILIO_ACCOUNT_SID") or SAMPLE_ACCOUNT, os.environ.get("TWILIO_AUTH_TOKEN") or SAMPLE_TOKEN
        )
        others = [pair for pair in os.environ.get("TWILIO_OTHER_ACCOUNTS", "").split(",") if pair]
        if second := os.environ.get("TWILIO_SECOND_ACCOUNT_SID"):
            others.append(f"{second}:{os.environ.get('TWILIO_SECOND_AUTH_TOKEN', '')}")
        return cls([first, *(Account(*pair.split(":", 1)) for pair in others)])

    def get(self, sid: str) -> Account | None:
        return self._by_sid.get(sid)
