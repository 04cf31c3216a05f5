"""Stands where Twilio stands, and speaks its REST API of 2010-04-01: messages, their media, and calls.

    python -m standins.twilio_server --port 8003 --data .data/twilio

Account and token are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, as the portal has them, and so is a second account;
TWILIO_OTHER_ACCOUNTS may name more (`SID:token,SID:token`). Besides Twilio's addresses it has its own:

    GET  /                what was sent, to read; /messages.json and /calls.json for a program
    GET  /counts          for each address and "Ref XXXX": how many messages were accepted, and delivered
    POST /inbound         a person writes: From, Body, ProfileName, files; calls Url or TWILIO_INBOUND_URL, signed
    POST /switch          misbehave from now on: {"does": word, …}, or a list of them at once; {} for well
    GET  /switch          the words it knows (standins/twilio/words.py), and each wish's numbers (misbehaviour.py)
    POST /script          a list of such wishes, one for each of the next messages; or {"seed": 7, "messages": 50}
    POST /templates       know one more WhatsApp template: {"content_sid": …, "text": …}
"""

import argparse
import asyncio
from pathlib import Path

from standins import wire
from standins.pages import refuse_production
from standins.twilio.accounts import Accounts
from standins.twilio.server import Twilio


async def run(port: int, folder: Path) -> None:
    twilio = Twilio(folder, Accounts.of_environment())
    server = await wire.serve(port, twilio.answer)
    port = server.sockets[0].getsockname()[1]
    print(f"Twilio stand-in on http://127.0.0.1:{port}/", flush=True)
    await server.serve_forever()


def main() -> None:
    refuse_production()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the messages")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.port, arguments.data))


if __name__ == "__main__":
    main()
