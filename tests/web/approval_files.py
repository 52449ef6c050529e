"""An approver's keys, made by the command, and draft files as a daemon would write them, or a hostile one."""
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import time
import zlib

PASSPHRASE = "mật khẩu đủ dài"
DAY = 24 * 3600 * 1000


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def picture(red, green, blue):
    """A PNG of 64 x 36 pixels in one colour."""
    rows = (b"\0" + bytes((red, green, blue)) * 64) * 36

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def media_item(name, kind, content, **more):
    item = {"duration_ms": 0, "files": [{"bytes": len(content), "sha256": sha256(content)}], "height": 36,
            "id": sha256(content)[:12], "kind": kind, "link": "", "name": name, "owner": "", "pages": 0, "theme": "",
            "title": "", "width": 64}
    return item | more


def playlist_item(media, **more):
    return {"duration_ms": None, "link": "", "media": media, "theme": "", "title": ""} | more


def campaign(name, **more):
    return {"days": 127, "every_ms": None, "except": [], "from": None, "hours": [], "level": "normal", "name": name,
            "order": "sequential", "playlist": "sanh", "repeats": "none", "rrule": "", "screens": ["all"], "share": 1,
            "task": "", "to": None} | more


def programme(version, media, **more):
    now = int(time.time() * 1000)
    return {"campaigns": [campaign("hang-ngay")], "expires_ms": now + 90 * DAY, "format": "bangtin-programme-1",
            "issued_ms": now, "media": media, "playlists": [{"items": [playlist_item(media[0]["name"])], "name": "sanh"}],
            "screens": [{"groups": [], "name": "sanh", "open": [], "title": "Sảnh", "venue": "tttt"}],
            "slate": media[0]["name"], "timezone": "Asia/Ho_Chi_Minh", "version": version} | more


class Key:
    """A root key that somebody made: the site's next one, or a thief's."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        Approver.openssl("genpkey", "-algorithm", "ed25519", "-out", str(self.path))
        self.public = Approver.openssl("pkey", "-in", str(self.path), "-pubout", "-outform", "DER")[-32:].hex()

    def sign(self, text):
        content = self.path.with_suffix(".text")
        content.write_text(text, encoding="utf-8")
        return Approver.openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(self.path), "-in", str(content)).hex()

    def signed(self, text):
        return {"signature": self.sign(text), "text": text}


def succession(number, old, new):
    """One root key gives way to the next: `old` and `new` have `public` and sign()."""
    text = f"bangtin-root-1\n{number}\n{int(time.time() * 1000)}\n{old.public}\n{new.public}\n"
    return {"new": new.sign(text), "old": old.sign(text), "text": text}


class FirstRoot:
    """The root key of an approver's site, as a Key."""

    def __init__(self, approver):
        self.public, self.approver = approver.root, approver

    def sign(self, text):
        return self.approver.sign(text, "root")


class Approver:
    """The keys of one site's owner and approver, in `folder`."""

    def __init__(self, folder, name="Nguyễn Thị Hạnh"):
        self.folder = pathlib.Path(folder)
        self.socket = self.folder / "no-daemon.sock"
        self.folder.mkdir(parents=True)
        self.phrase = self.folder / "phrase"
        self.phrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.web_key = self.folder / "duyet.key"
        self.call("keys", "init", "--single-machine", "--name", name)
        self.call("keys", "export", "--web", str(self.web_key))
        self.certificate = json.loads((self.folder / "keys/approver.cert").read_text(encoding="utf-8"))
        der = self.openssl("pkey", "-pubin", "-in", str(self.folder / "keys/root.pub"), "-outform", "DER")
        self.root = der[-32:].hex()
        self.key = self.certificate["text"].split("\n")[1]

    def call(self, *words):
        environment = {"BANGTIN_PASSPHRASE_FILE": str(self.phrase), "BANGTIN_KEYS": str(self.folder / "keys"),
                       "HOME": str(self.folder), "PATH": os.environ["PATH"], "BANGTIN_LANG": "en",
                       "BANGTIN_SOCKET": str(self.socket)}
        done = subprocess.run([os.environ["BANGTIN_COMMAND"], *words], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @staticmethod
    def openssl(*words):
        return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout

    def sign(self, text, key="approver"):
        """The signature of `text` by the approver's key or root's, made by OpenSSL."""
        content = self.folder / "signed-text"
        content.write_text(text, encoding="utf-8")
        return self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(self.folder / f"keys/{key}.pem"), "-passin",
                            f"file:{self.phrase}", "-in", str(content)).hex()

    def verifies(self, text, signature):
        paths = [self.folder / name for name in ("check-text", "check-signature", "check-key")]
        prefix = bytes.fromhex("302a300506032b6570032100")
        for path, content in zip(paths, (text.encode(), bytes.fromhex(signature), prefix + bytes.fromhex(self.key))):
            path.write_bytes(content)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", str(paths[2]),
                               "-sigfile", str(paths[1]), "-in", str(paths[0])], capture_output=True)
        return done.returncode == 0

    def statement(self, value):
        content = canonical(value)
        signature = self.sign(f"bangtin-programme-1\n{value['version']}\n{sha256(content.encode())}\n")
        return {"approver": self.certificate, "bytes": content, "signature": signature}

    def site_statement(self, approvers, approvals=1):
        lines = ["bangtin-trust-1", "1", str(int(time.time() * 1000)), "0", str(approvals)]
        lines += [f"approver {key} {name}" for key, name in sorted(approvers.items())]
        text = "\n".join(lines) + "\n"
        return {"signature": self.sign(text, "root"), "text": text}

    def draft(self, value, contents, **more):
        """The bytes of a draft file of the programme `value` with these files."""
        index = {"files": [{"bytes": len(c), "sha256": sha256(c)} for c in contents], "format": "bangtin-draft-1",
                 "bytes": canonical(value), "published": None, "root": self.root, "signature": None, "trust": None, "two": False,
                 "identity": sha256(canonical(value).encode()), "version": value["version"]}
        return canonical(index | more).encode() + b"\n" + b"".join(contents)
