"""Mails made to hurt who reads them, each a few lines of code. Raw bytes, for what no library would write."""

import base64
import uuid

HEAD = b"From: budi@contoh.example\r\nTo: x@surat.contoh.example\r\nSubject: Dokumen\r\nMIME-Version: 1.0\r\n"
PDF = base64.encodebytes(b"%PDF-1.7 " + b"contoh " * 200)


def multipart(*parts: bytes, boundary: bytes = b"batas", head: bytes = HEAD) -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    kind = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    return head + kind + body + b"--" + boundary + b"--\r\n"


def attachment(name: bytes = b"a.pdf", content: bytes = PDF, *, more: bytes = b"") -> bytes:
    return (
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="' + name + b'"\r\n' + more + b"\r\n" + content
    )


def nested(depth: int) -> bytes:
    inner = b"Content-Type: text/plain\r\n\r\ndalam"
    for number in range(depth):
        inner = multipart(inner, boundary=b"b%d" % number, head=b"")
    return HEAD + inner


def forwarded(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    inner = multipart(attachment())
    for _ in range(depth):
        inner = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + inner
    return inner


def winmail() -> bytes:
    return multipart(attachment(b"winmail.dat").replace(b"application/pdf", b"application/ms-tnef"))


UNREADABLE: dict[str, bytes] = {
    "ten thousand parts": multipart(*[b"Content-Type: text/plain\r\n\r\nx"] * 10_000),
    "two hundred parts within parts": nested(200),
    "eleven parts within parts": nested(11),
    "a million lines": HEAD + b"\r\n" + b"\r\n" * 1_000_000,
    "a hundred thousand headers": b"X-A: b\r\n" * 100_000 + b"\r\nteks",
}
"""What is beyond the bounds: an officer looks at it."""

READABLE: dict[str, bytes] = {
    "nothing": b"",
    "one dot": b".",
    "only zeros": b"\0" * 10_000,
    "random bytes": b"".join(uuid.uuid5(uuid.NAMESPACE_URL, str(n)).bytes for n in range(2_000)),
    "no headers": b"ini bukan surat",
    "no body": HEAD,
    "a header of a megabyte": b"Subject: " + b"a" * 1_000_000 + b"\r\n\r\nteks",
    "a header folded a hundred thousand times": b"Subject: a\r\n" + b" b\r\n" * 100_000 + b"\r\nteks",
    "a subject of encoded words": b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 20_000 + b"\r\n\r\nteks",
    "a From of ten thousand commas": b"From: " + b"," * 10_000 + b"\r\n\r\nteks",
    "a From of open comments": b"From: " + b"(" * 5_000 + b"\r\n\r\nteks",
    "a From of open quotes": b'From: "' + b'\\"' * 5_000 + b"\r\n\r\nteks",
    "an unknown charset": HEAD + b"Content-Type: text/plain; charset=x-tidak-ada\r\n\r\n\xff\xfe\xfd",
    "a charset of a thousand letters": HEAD + b"Content-Type: text/plain; charset=" + b"a" * 1_000 + b"\r\n\r\nteks",
    "a lying charset": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\x00a",
    "idna as a charset": HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"a" * 5_000,
    "base64 garbage": multipart(attachment(content=b"@@@@%%%%\r\n===\r\n")),
    "base64 that is cut": multipart(attachment(content=PDF[:-5])),
    "base64 without an end of line": multipart(attachment(content=PDF.replace(b"\n", b"") * 50)),
    "quoted-printable garbage": multipart(attachment(content=b"=ZZ=\r\n=").replace(b"base64", b"quoted-printable")),
    "uuencode garbage": multipart(attachment(content=b"begin 644 x\r\n####\r\n").replace(b"base64", b"x-uuencode")),
    "an encoding that does not exist": multipart(attachment().replace(b"base64", b"base4096")),
    "an encoding twice": multipart(attachment(more=b"Content-Transfer-Encoding: 7bit\r\n")),
    "a boundary that never comes": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nteks",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nteks",
    "an empty boundary": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nteks\r\n----\r\n',
    "a boundary that is never closed": multipart(attachment())[:-12],
    "the same boundary within": multipart(multipart(attachment(), head=b"")),
    "a lying length": multipart(attachment(), head=HEAD + b"Content-Length: 3\r\nLines: 999999999\r\n"),
    "a negative length": multipart(attachment(), head=HEAD + b"Content-Length: -1\r\n"),
    "a type that is none": HEAD + b"Content-Type: /;;;=\r\n\r\nteks",
    "parameters out of order": multipart(attachment(more=b"X: y\r\n").replace(b"filename=", b"filename*9*=")),
    "a parameter in a thousand parts": HEAD + b"Content-Disposition: attachment"
    + b"".join(b"; filename*%d=a" % n for n in range(1_000)) + b"\r\n\r\nteks",
    "an unknown charset in a name": multipart(attachment(b"=?x-tidak-ada?b?////?=")),
    "a report of a status": HEAD + b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n",
    "half a mail": HEAD + b"Content-Type: message/partial; number=1; total=9; id=x\r\n\r\n" + HEAD,
    "a body elsewhere": HEAD + b'Content-Type: message/external-body; access-type="URL"; URL="http://x"\r\n\r\n' + HEAD,
    "a mail within, in base64": HEAD
    + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + PDF,
    "a mail within a mail within a mail": forwarded(9),
    "lone carriage returns": HEAD.replace(b"\r\n", b"\r") + b"\r\rteks\r",
    "nul in headers": b"Subject: a\0b\r\nFrom: \0@\0\r\n\r\nteks",
    "surrogates in headers": b"Subject: \xed\xa0\x80\r\nFrom: \xff@\xff\r\n\r\nteks",
}  # fmt: skip
"""What can be read, or at least opened, and ends with whatever is attached."""
