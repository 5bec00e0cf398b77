"""A mail server for tests: takes letters and tells them as JSON lines on standard output.

  smtp_server.py [--port N] [--tls CERT KEY] [--implicit] [--login USER PASSWORD]

The first line is {"port": N}, which the system chooses unless it is given. A recipient that begins with "refused" gets 550,
one that begins with "later" 451. With --tls letters are taken after STARTTLS alone (or with --implicit
within TLS from the first byte), with --login after that login alone. Ends when its standard input does.
"""
import asyncio
import argparse
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def say(**line):
    print(json.dumps(line), flush=True)


class Door:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 there is nobody of that name"
        if address.startswith("later"):
            return "451 4.2.0 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say(sender=envelope.mail_from, recipients=envelope.rcpt_tos, tls=session.ssl is not None,
            user=session.auth_data, letter=envelope.content.decode("ascii"))
        return "250 taken"


async def serve(wanted):
    context = None
    if wanted.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*wanted.tls)

    def login(server, session, envelope, mechanism, data):
        name, password = data.login.decode(), data.password.decode()
        right = [name, password] == wanted.login
        return AuthResult(success=right, handled=right, auth_data=name)

    implicit = wanted.implicit

    def conversation():
        return SMTP(Door(), hostname="mail.example",
                    tls_context=None if implicit else context,
                    require_starttls=bool(context) and not implicit,
                    authenticator=login if wanted.login else None,
                    auth_required=bool(wanted.login),
                    auth_require_tls=bool(context) and not implicit)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(conversation, "127.0.0.1", wanted.port, ssl=context if implicit else None)
    say(port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--tls", nargs=2)
    options.add_argument("--implicit", action="store_true")
    options.add_argument("--login", nargs=2)
    asyncio.run(serve(options.parse_args()))
