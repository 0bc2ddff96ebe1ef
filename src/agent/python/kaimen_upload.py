#!/usr/bin/env python3
"""Sends scans to a Kaimen service: whole, once, however often the line or the power fails.

One file, Python 3.8 or later, nothing to install. On a PC at the microscope:

    set KAIMEN_URL=https://kaimen.example.org          (export on Linux and macOS; the copy that a service hands out knows it)
    set KAIMEN_KEY=kaimen_...                          (or --key-file FILE; a key with the scope datasets:write)
    python kaimen_upload.py push scan.dm4              sends files, exit code 0 when all are there
    python kaimen_upload.py watch D:\\data --instrument Titan     sends what appears in folders, for ever

Inside DigitalMicrograph (GMS 3.4 or later), with this file in its Python's folder of packages, or on sys.path:

    import os, time
    import DigitalMicrograph as DM
    import kaimen_upload

    image = DM.GetFrontImage()
    path = os.path.join(r"D:\\data", time.strftime("%Y%m%d-%H%M%S ") + image.GetName() + ".dm4")
    image.SaveAsGatan(path)
    print(kaimen_upload.push(path, url="https://kaimen.example.org", key=open(r"D:\\kaimen.key").read().strip()))

What is known of a scan (sample, material, boundary, recipe) is sent along when it lies beside it as <name>.kaimen.json. A
file that the service refuses for good gets <name>.kaimen-error.json beside it, which says why. Source files are only read.
"""
import argparse
import base64
import fnmatch
import hashlib
import http.client
import json
import os
import random
import re
import signal
import socket
import ssl
import struct
import sys
import threading
import time
from collections import namedtuple
from datetime import datetime
from email.utils import parsedate_to_datetime
from unicodedata import normalize
from urllib.parse import quote, urlsplit

VERSION = "0.1.0"
# The service puts its own address here in the copy that it hands out.
SERVICE_URL = ""

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_REFUSED, EXIT_AWAY = 0, 1, 2, 3, 4
PATTERNS = ("*.dm3", "*.dm4", "*.ndata1", "*.nhdf", "*.hspy", "*.hdf5", "*.emd", "*.nxs", "*.msa", "*.emsa")
IGNORED = (".*", "~$*", "*~", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.kaimen.json", "*.kaimen-error.json", "*.ready")
SIDECAR_BYTES = 16 * 1024
BLOCK_BYTES = 256 * 1024
ANSWER_BYTES = 16 * 1024 * 1024
HEARTBEAT_S = 30.0
# A file that is not whole is refused when it has not changed for so long; until it changes.
STALE_S = 600.0


# ---------------------------------------------------------------------------------------------------------- what can go wrong


class KaimenError(Exception):
    """`code` is the service's word for it (or ours), the message one sentence."""

    exit_code = EXIT_FAILED

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class UsageError(KaimenError):
    """Nothing was sent: an option, an address or a file has to be corrected first."""

    exit_code = EXIT_USAGE


class Refused(KaimenError):
    """The service will not take this file; `problem` is its problem document (RFC 9457)."""

    exit_code = EXIT_REFUSED

    def __init__(self, problem):
        super().__init__(problem.get("code", "refused"), problem.get("detail") or problem.get("title") or "refused")
        self.problem = problem


class KeyRefused(KaimenError):
    """The key is not good for this; no file is to blame, and none is sent until it is mended."""

    exit_code = EXIT_REFUSED


class Away(KaimenError):
    """Not now. `everybody`: other files would fare no better; `retry_after_s`: what the service asked for, or None."""

    exit_code = EXIT_AWAY

    def __init__(self, code, message, everybody=True, retry_after_s=None):
        super().__init__(code, message)
        self.everybody = everybody
        self.retry_after_s = retry_after_s


class Gone(Exception):
    """404 or 410: the upload has to be started anew."""


class Changed(Exception):
    """The file became another one while it was sent."""


class Stopped(Exception):
    """We were asked to end."""


# ------------------------------------------------------------------------------------------------------- is a file whole yet?


def why_not_whole(path):
    """None when the bytes of a file are complete as far as the format that its name says can tell, else a sentence.

    The rules are those of the Node agent: src/agent/testing/whole-files.json holds both to the same cases. What is none of its
    format counts as whole: the service judges it.
    """
    size = os.path.getsize(long_path(path))
    if size == 0:
        return "it has no bytes"
    check = WHOLE.get(os.path.splitext(path)[1].lower())
    with open(long_path(path), "rb") as file:
        return None if check is None else check(file, size)


def _part(file, start, n_bytes):
    file.seek(max(0, start))
    return file.read(n_bytes)


def _too_short(size, due):
    return None if size >= due else "it has {} of {} bytes".format(size, due)


def _why_not_whole_dm(file, size):
    # int32 version, int32 (DM3) or int64 (DM4) length of the root, int32 byte order, root, 8 zeros; big-endian. Real files are
    # 16, 20 or 24 bytes longer than their root; the length is written last.
    head = _part(file, 0, 16)
    if len(head) < 16:
        return "its header is not whole"
    version = struct.unpack(">i", head[:4])[0]
    if version not in (3, 4):
        return "its header is not written yet" if version == 0 else None
    root = struct.unpack(">i", head[4:8])[0] if version == 3 else struct.unpack(">q", head[4:12])[0]
    return "its header does not tell its length yet" if root <= 0 else _too_short(size, root + 16)


def _why_not_whole_zip(file, size):
    # The end record, its comment reaching the end of the file, the directory before it (PKWARE APPNOTE, 4.3.16).
    start = max(0, size - 22 - 0xFFFF)
    tail = _part(file, start, 22 + 0xFFFF)
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        if len(tail) >= at + 22:
            n_bytes, offset, comment = struct.unpack("<IIH", tail[at + 12 : at + 22])
            is_elsewhere = 0xFFFFFFFF in (n_bytes, offset)
            if at + 22 + comment == len(tail) and (is_elsewhere or offset + n_bytes <= start + at):
                return None
        at = tail.rfind(b"PK\5\6", 0, at)
    return "the end record of the archive is missing"


def _why_not_whole_hdf5(file, size):
    # End-of-file address of the superblock (HDF5 File Format Specification 3.0, II.A), which may lie behind a block of the user's.
    for place in (0, 512, 1024, 2048, 4096):
        head = _part(file, place, 64)
        if head[:8] == b"\x89HDF\r\n\x1a\n":
            return _why_not_whole_superblock(head, size)
    start = _part(file, 0, 8)
    if len(start) < 8:
        return "its header is not whole"
    return None if any(start) else "its header is not written yet"


def _why_not_whole_superblock(head, size):
    if len(head) < 64:
        return "its header is not whole"
    version = head[8]
    if version > 3 or head[13 if version < 2 else 9] != 8:
        return None
    if version == 3 and head[11] & 1:
        return "a program has it open for writing"
    at = {0: 40, 1: 44}.get(version, 28)
    return _too_short(size, struct.unpack("<Q", head[at : at + 8])[0])


def _why_not_whole_msa(file, size):
    ends = re.search(rb"^\s*#ENDOFDATA", _part(file, size - 1024, 1024), re.I | re.M)
    return None if ends else "it has no #ENDOFDATA"


WHOLE = dict.fromkeys((".dm3", ".dm4"), _why_not_whole_dm)
WHOLE.update(dict.fromkeys((".ndata", ".ndata1", ".zip"), _why_not_whole_zip))
WHOLE.update(dict.fromkeys((".nhdf", ".hspy", ".hdf5", ".h5", ".emd", ".nxs"), _why_not_whole_hdf5))
WHOLE.update(dict.fromkeys((".msa", ".emsa", ".ems"), _why_not_whole_msa))


# --------------------------------------------------------------------------------------------------------------- names, files


def windows_long_path(path):
    """An absolute Windows path in the form that has no limit of 260 characters."""
    path = path.replace("/", "\\")
    if path.startswith("\\\\?\\") or path.startswith("\\\\.\\"):
        return path
    if path.startswith("\\\\"):
        return "\\\\?\\UNC\\" + path[2:]
    return "\\\\?\\" + path


def long_path(path):
    return windows_long_path(os.path.abspath(path)) if os.name == "nt" else path


def beside(path, ending):
    return path + ending


def file_name(path):
    return normalize("NFC", os.path.basename(path))


def check_name(path):
    """A name that is no Unicode, as old programs leave them on Linux, can be told to nobody."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("invalid-filename", "{} is passed over: its name is no Unicode. Rename it".format(ascii(path)))


def stamp_of(path):
    """(size, mtime in ns) or None where there is no such file."""
    try:
        stat = os.stat(long_path(path))
    except FileNotFoundError:
        return None
    return stat.st_size, stat.st_mtime_ns


def sidecar_stamp(path):
    stamp = stamp_of(beside(path, ".kaimen.json"))
    return None if stamp is None else list(stamp)


def now_iso():
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def local_iso(mtime_ns):
    """With the offset of this PC; None for times that no calendar has."""
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).astimezone().isoformat(timespec="milliseconds")
    except (OSError, OverflowError, ValueError):
        return None


Sidecar = namedtuple("Sidecar", "text session instrument")


def read_sidecar(path):
    """What lies beside a file. `session` is no field of the service's sidecar and goes as a fact of the file, `instrument` as both.

    Raises UsageError where it is there and cannot be sent.
    """
    place = beside(path, ".kaimen.json")
    try:
        with open(long_path(place), "rb") as file:
            data = file.read(SIDECAR_BYTES + 1)
    except FileNotFoundError:
        return Sidecar(None, None, None)
    if len(data) > SIDECAR_BYTES:
        raise UsageError("invalid-sidecar", "{} has more than 16 kB".format(place))
    try:
        text = data.decode("utf-8-sig")
        told = json.loads(text)
        if not isinstance(told, dict):
            raise ValueError("it is no object")
        session, instrument = told.get("session"), told.get("instrument")
        if not all(one is None or isinstance(one, str) for one in (session, instrument)):
            raise ValueError("session and instrument must be texts")
    except ValueError as error:
        raise UsageError("invalid-sidecar", "{} is not valid JSON: {}".format(place, error))
    if "session" in told:
        del told["session"]
        text = json.dumps(told, ensure_ascii=False) if told else None
    return Sidecar(text, session, instrument)


def write_whole(path, text):
    """The file appears with all of it or not at all."""
    scratch = path + ".tmp"
    with open(long_path(scratch), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(long_path(scratch), long_path(path))


def pause(stop, seconds):
    """True when we are to end. In short waits: on Windows a wait cannot be interrupted."""
    end_s = time.monotonic() + seconds
    while not stop.is_set() and time.monotonic() < end_s:
        stop.wait(min(1.0, max(0.0, end_s - time.monotonic())))
    return stop.is_set()


def state_folder():
    home = os.path.expanduser("~")
    if os.name == "nt":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "Kaimen")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Kaimen")
    return os.path.join(os.environ.get("XDG_STATE_HOME") or os.path.join(home, ".local", "state"), "kaimen")


# -------------------------------------------------------------------------------------------------------------------- journal


class Journal:
    """What became of each file: lines of JSON, appended only, on the disk before anything goes on. The last line of a file
    counts; a line that the end of the power cut in two is none."""

    def __init__(self, path):
        self.path = path
        self._last = {}
        os.makedirs(long_path(os.path.dirname(os.path.abspath(path))), exist_ok=True)
        if self._read() > 1000 + 2 * len(self._last):
            lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in self._last.values())
            write_whole(path, "".join(lines))

    def _read(self):
        try:
            with open(long_path(self.path), "rb") as file:
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return 0
        n_entries = 0
        for line in lines:
            try:
                entry = json.loads(line.decode("utf-8"))
                self._last[(entry["url"], entry["path"])] = entry
                n_entries += 1
            except (ValueError, KeyError, TypeError):
                continue
        return n_entries

    def last(self, url, path):
        return self._last.get((url, path))

    def put(self, entry):
        self._last[(entry["url"], entry["path"])] = entry
        # It begins with a line end too: what stands before may be cut.
        line = "\n" + json.dumps(dict(entry, at=now_iso()), ensure_ascii=False) + "\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        file = os.open(long_path(self.path), flags, 0o600)
        try:
            os.write(file, line.encode("utf-8"))
            os.fsync(file)
        finally:
            os.close(file)

    def lock(self):
        """Held until this process ends, however it ends."""
        self._lock = open(long_path(self.path + ".lock"), "a+")
        try:
            if os.name == "nt":
                import msvcrt

                self._lock.seek(0)
                msvcrt.locking(self._lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                "journal-in-use", "another watch works with {}: end it, or name another --journal".format(self.path)
            )


# ---------------------------------------------------------------------------------------------------------------- the service

Answer = namedtuple("Answer", "status headers body")


class Service:
    """Requests with the key. Each has its own connection; redirects are not followed, as the key would go with them."""

    def __init__(self, url, key, ca_file=None, timeout_s=120.0):
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise UsageError("invalid-url", "--url or KAIMEN_URL must be an address such as https://kaimen.example.org")
        if not key or not re.match(r"^[!-~]+$", key):
            raise UsageError("no-key", "set KAIMEN_KEY or --key-file to a key of the service (kaimen keys create)")
        self.url = "{}://{}{}".format(parts.scheme, parts.netloc, parts.path.rstrip("/"))
        self.is_open = parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")
        self._parts, self._key, self._timeout_s = parts, key, timeout_s
        self._trust = None
        if parts.scheme == "https":
            self._trust = ssl.create_default_context()
            if ca_file:
                try:
                    self._trust.load_verify_locations(ca_file)
                except (OSError, ssl.SSLError) as error:
                    raise UsageError("invalid-ca-file", "{}: {}".format(ca_file, error))

    def _connect(self):
        host, port = self._parts.hostname, self._parts.port
        if self._trust is None:
            return http.client.HTTPConnection(host, port, timeout=self._timeout_s)
        return http.client.HTTPSConnection(host, port, timeout=self._timeout_s, context=self._trust)

    def ask(self, method, path, headers=None, body=None):
        """The answer, whatever its status. Raises Away where there was none."""
        sent = {
            "Authorization": "Bearer " + self._key,
            "Accept": "application/json, application/problem+json",
            "User-Agent": "kaimen_upload.py/" + VERSION,
        }
        sent.update(headers or {})
        connection = self._connect()
        try:
            try:
                connection.request(method, self._parts.path.rstrip("/") + path, body=body, headers=sent)
            except (BrokenPipeError, ConnectionResetError, ConnectionAbortedError):
                # Refused before all was sent: the answer may be there all the same.
                pass
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read(ANSWER_BYTES))
        except ssl.SSLCertVerificationError as error:
            raise UsageError("untrusted-certificate", "{}: {} (--ca-file FILE names who signed it)".format(self.url, error))
        except (OSError, http.client.HTTPException) as error:
            raise Away("unreachable", "{} does not answer: {}".format(self.url, error or type(error).__name__))
        finally:
            connection.close()

    def get_json(self, path):
        return json_of(checked(self.ask("GET", path)))


def json_of(answer):
    try:
        return json.loads(answer.body.decode("utf-8"))
    except ValueError:
        raise Away("unexpected-answer", "the answer is no JSON: is this the address of Kaimen?")


def problem_of(answer):
    try:
        problem = json.loads(answer.body.decode("utf-8"))
        if isinstance(problem, dict) and "code" in problem:
            return problem
    except ValueError:
        pass
    text = answer.body[:300].decode("utf-8", "replace").strip()
    return {"status": answer.status, "code": "http-{}".format(answer.status), "detail": text or "no reason was given"}


def retry_after_s(answer):
    text = answer.headers.get("Retry-After")
    if text is None:
        return None
    if re.match(r"^\d{1,9}$", text.strip()):
        return float(text)
    try:
        # By the clock of the service, where it tells it: ours may be wrong.
        now = parsedate_to_datetime(answer.headers.get("Date")) if answer.headers.get("Date") else None
        until = parsedate_to_datetime(text)
        return max(0.0, (until - (now or datetime.now(until.tzinfo))).total_seconds())
    except (TypeError, ValueError):
        return None


def checked(answer):
    """The answer when it is good; what the protocol says of it otherwise."""
    status = answer.status
    if 200 <= status < 300:
        return answer
    problem = problem_of(answer)
    detail = "{} ({})".format(problem.get("detail") or problem.get("title") or "refused", status)
    if status in (401, 403):
        raise KeyRefused(problem.get("code"), detail)
    if status in (404, 410):
        raise Gone()
    if 300 <= status < 400:
        raise UsageError("moved", "the service is elsewhere: {}".format(answer.headers.get("Location")))
    if status in (408, 409, 423, 425, 429) or status >= 500:
        everybody = status in (429, 502, 503, 504, 507)
        raise Away(problem.get("code"), detail, everybody, retry_after_s(answer))
    raise Refused(problem)


class Backoff:
    """1 s, doubling to 5 min, each shortened by chance so that many PCs do not come at once."""

    def __init__(self):
        self.n = 0

    def next_s(self, asked_s=None):
        self.n += 1
        own = min(300.0, 2.0 ** (self.n - 1)) * random.uniform(0.5, 1.0)
        # At least what was asked, and a little later than all others that were asked the same.
        return own if asked_s is None else max(own, asked_s + random.uniform(0.0, 1.0))


# --------------------------------------------------------------------------------------------------------------------- sending


class Scan:
    """A file as it was when it was found whole."""

    def __init__(self, path, stamp, sidecar=None, session=None):
        self.path = path
        self.size, self.mtime_ns = stamp
        self.sidecar, self.session = sidecar, session
        self.sha256 = None
        self.upload = None
        self.known = None
        self.is_mismatched = False
        self.sent_bytes = 0
        self.backoff = Backoff()
        self.next_try_s = 0.0

    def check_unchanged(self):
        if stamp_of(self.path) != (self.size, self.mtime_ns):
            raise Changed()


def same_stamp(entry, scan):
    return (entry.get("size"), entry.get("mtimeNs")) == (scan.size, scan.mtime_ns)


class Sender:
    """Brings files to the service; says what it does in the journal before and after."""

    def __init__(self, service, journal, instrument=None, session=None, say=None, stop=None):
        self.service, self.journal = service, journal
        self.instrument, self.session = instrument, session
        self.say = say or (lambda text: None)
        self.stop = stop or threading.Event()
        self.trusts_journal = False

    def send(self, scan):
        """One try. The id of the dataset; raises Away (try again), Refused (never), KeyRefused, Changed, Stopped."""
        scan.check_unchanged()
        self._take_up(scan)
        try:
            dataset = self._known(scan) if scan.upload is None else None
            while dataset is None:
                dataset = self._go_on(scan)
        except Refused as refused:
            if refused.code == "checksum-mismatch":
                return self._again_after_mismatch(scan, refused)
            self._reject(scan, refused.problem)
            raise
        self._note(scan, "accepted", dataset=dataset)
        remove_if_there(beside(scan.path, ".kaimen-error.json"))
        return dataset

    def _take_up(self, scan):
        """The hash, and an upload that an earlier run has begun."""
        known = self.journal.last(self.service.url, scan.path) or {}
        is_begun = known.get("state") in ("hashed", "uploading") and same_stamp(known, scan)
        if scan.sha256 is None and is_begun:
            scan.sha256, scan.upload = known.get("sha256"), known.get("upload")
        if scan.sha256 is None:
            scan.sha256 = self._hash(scan)
            # What a copy with another time holds was sent before.
            if self.trusts_journal and known.get("state") == "accepted" and known.get("sha256") == scan.sha256:
                scan.known = known
            else:
                self._note(scan, "hashed")

    def _hash(self, scan):
        digest = hashlib.sha256()
        with open(long_path(scan.path), "rb") as file:
            for block in iter(lambda: file.read(4 * BLOCK_BYTES), b""):
                digest.update(block)
                if self.stop.is_set():
                    raise Stopped()
        scan.check_unchanged()
        return digest.hexdigest()

    def _known(self, scan):
        """The dataset of these bytes under this name: by the journal, or when the service has it and the key may ask."""
        if scan.known is not None and scan.known.get("sidecar") == scan.sidecar:
            return scan.known.get("dataset")
        answer = self.service.ask("GET", "/api/v1/datasets?limit=100&sha256=" + scan.sha256)
        if answer.status in (400, 403, 404, 422):
            return None
        for dataset in json_of(checked(answer)).get("items", []):
            same = dataset.get("sha256") == scan.sha256 and dataset.get("fileName") == file_name(scan.path)
            if same and dataset.get("state") != "rejected":
                return self._hand_in_sidecar(scan, dataset)
        return None

    def _hand_in_sidecar(self, scan, dataset):
        """One that was not there yet, or that has changed since we sent it."""
        text = read_sidecar(scan.path).text
        if text is not None and (dataset.get("sidecar") is None or scan.known is not None):
            path = "/api/v1/datasets/{}/sidecar".format(dataset["id"])
            try:
                checked(self.service.ask("PUT", path, {"Content-Type": "application/json"}, text.encode("utf-8")))
            except Gone:
                return None
        return dataset["id"]

    def _go_on(self, scan):
        """Starts the upload or continues it where it is; the id of the dataset once it is there, else None."""
        try:
            if scan.upload is None:
                self._create(scan)
                offset = 0
            else:
                offset = self._offset(scan)
                if offset == scan.size:
                    dataset = self._outcome(scan)
                    if dataset is not None:
                        return dataset
            return self._patch(scan, offset)
        except Gone:
            dataset = self._outcome(scan) if scan.upload is not None else None
            if dataset is None:
                scan.upload = None
                self._note(scan, "hashed")
            return dataset

    def _create(self, scan):
        sidecar = read_sidecar(scan.path)
        given = {
            "filename": file_name(scan.path),
            "sha256": scan.sha256,
            "instrument": sidecar.instrument or self.instrument,
            "session": sidecar.session or self.session or scan.session,
            "modified": local_iso(scan.mtime_ns),
            "sidecar": sidecar.text,
        }
        metadata = ",".join(
            key + " " + base64.b64encode(value.encode("utf-8")).decode("ascii") for key, value in given.items() if value
        )
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(scan.size), "Upload-Metadata": metadata, "Content-Length": "0"}
        answer = self.service.ask("POST", "/api/v1/uploads", headers)
        if answer.status in (404, 410):
            raise Away("no-uploads", "there are no uploads at {}: is this the address of Kaimen?".format(self.service.url))
        if answer.status == 403 and sidecar.instrument and problem_of(answer).get("code") == "wrong-instrument":
            # A sidecar that names another instrument than the key's stops its own file, not all of them.
            raise Refused(problem_of(answer))
        location = urlsplit(checked(answer).headers.get("Location") or "").path
        # Only its id: the key goes to the service we know, not to wherever an answer points.
        found = re.match(r"^.*/uploads/([A-Za-z0-9_-]{1,100})$", location)
        if answer.status != 201 or found is None:
            raise Away("unexpected-answer", "no upload was opened ({})".format(answer.status))
        scan.upload = found.group(1)
        self._note(scan, "uploading")

    def _offset(self, scan):
        answer = self.service.ask("HEAD", self._place(scan), {"Tus-Resumable": "1.0.0"})
        if answer.status in (400, 413, 415, 422):
            # It was refused; an answer to HEAD cannot say why.
            self._outcome(scan)
            raise Gone()
        checked(answer)
        offset = answer.headers.get("Upload-Offset") or ""
        if not re.match(r"^\d+$", offset) or int(offset) > scan.size:
            raise Gone()
        return int(offset)

    def _outcome(self, scan):
        """Of an upload whose end we did not see: the dataset, or None when there is none."""
        try:
            upload = self.service.get_json(self._place(scan))
        except Gone:
            return None
        if upload.get("state") == "refused":
            raise Refused(upload.get("problem") or {"code": "refused", "detail": "it was refused"})
        return upload.get("datasetId")

    def _patch(self, scan, offset):
        scan.check_unchanged()
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(scan.size - offset),
        }
        before = scan.sent_bytes
        try:
            answer = self.service.ask("PATCH", self._place(scan), headers, self._blocks(scan, offset))
        except Changed:
            self._give_up(scan)
            raise
        finally:
            # As long as something gets through, the wait begins at its shortest.
            if scan.sent_bytes > before + 4 * BLOCK_BYTES:
                scan.backoff = Backoff()
        checked(answer)
        if answer.status == 200 and answer.body:
            return json_of(answer)["dataset"]["id"]
        return self._outcome(scan)

    def _blocks(self, scan, offset):
        left = scan.size - offset
        with open(long_path(scan.path), "rb") as file:
            file.seek(offset)
            while left > 0:
                block = file.read(min(BLOCK_BYTES, left))
                if not block:
                    raise Changed()
                if self.stop.is_set():
                    raise Stopped()
                yield block
                left -= len(block)
                scan.sent_bytes += len(block)

    def _give_up(self, scan):
        """The bytes that are there are of a file that is no more."""
        try:
            self.service.ask("DELETE", self._place(scan), {"Tus-Resumable": "1.0.0"})
        except KaimenError:
            pass
        scan.upload = scan.sha256 = None
        self._note(scan, "seen")

    def _again_after_mismatch(self, scan, refused):
        """Either the file was written to without its time changing, or the line changed it: once more with a new hash."""
        scan.upload = None
        told = scan.sha256
        scan.sha256 = self._hash(scan)
        self._note(scan, "hashed")
        if scan.sha256 == told and scan.is_mismatched:
            self._reject(scan, refused.problem)
            raise refused
        scan.is_mismatched = True
        raise Away(refused.code, str(refused), everybody=False)

    def _reject(self, scan, problem):
        document = dict(problem, file=file_name(scan.path), sha256=scan.sha256, at=now_iso())
        place = beside(scan.path, ".kaimen-error.json")
        try:
            write_whole(place, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        except OSError as error:
            self.say("the reason could not be written beside {}: {}".format(scan.path, error))
            place = None
        self._note(scan, "rejected", problem=problem, errorFile=place)

    def _place(self, scan):
        return "/api/v1/uploads/" + scan.upload

    def _note(self, scan, state, **more):
        entry = {"url": self.service.url, "path": scan.path, "size": scan.size, "mtimeNs": scan.mtime_ns, "state": state}
        entry.update(sha256=scan.sha256, sidecar=scan.sidecar, **more)
        if state == "uploading":
            entry["upload"] = scan.upload
        self.journal.put(entry)


def remove_if_there(path):
    try:
        os.remove(long_path(path))
    except OSError:
        pass


# ------------------------------------------------------------------------------------------------------------------------ push


def push(path, url=None, key=None, instrument=None, session=None, wait=False, ca_file=None, patience_s=120.0, journal=None):
    """Sends one file, from a script or from inside DigitalMicrograph.

    Returns {"path", "state": "accepted" or "rejected", "datasetId", "problem"}; with `wait` it comes back once the service has
    read the file. Raises KaimenError: UsageError, KeyRefused, or Away when the service did not answer for `patience_s`.
    """
    sender = open_sender(url, key, ca_file, journal, instrument=instrument, session=session)
    return push_one(sender, os.fspath(path), wait, patience_s)


def open_sender(url=None, key=None, ca_file=None, journal=None, **more):
    service = Service(url or os.environ.get("KAIMEN_URL") or SERVICE_URL, key or os.environ.get("KAIMEN_KEY"), ca_file)
    return Sender(service, Journal(journal or os.path.join(state_folder(), "uploads.jsonl")), **more)


def push_one(sender, path, wait=False, patience_s=120.0):
    path = os.path.abspath(path)
    check_name(path)
    result = {"path": path, "state": "accepted", "datasetId": None, "problem": None}
    stamp = stamp_of(path)
    if stamp is None or os.path.isdir(long_path(path)):
        raise UsageError("no-such-file", "there is no file {}".format(path))
    read_sidecar(path)
    scan = Scan(path, stamp, sidecar_stamp(path))
    try:
        result["datasetId"] = patiently(sender, scan, lambda: sender.send(scan), patience_s)
        if wait:
            patiently(sender, scan, lambda: until_read(sender, scan, result["datasetId"], patience_s), patience_s)
    except Refused as refused:
        result.update(state="rejected", problem=refused.problem)
    return result


def patiently(sender, scan, attempt, patience_s):
    """Tries until it works, or until nothing has got through for so long."""
    since, sent_bytes = time.monotonic(), scan.sent_bytes
    while True:
        try:
            return attempt()
        except Changed:
            stamp = stamp_of(scan.path)
            if stamp is None:
                raise UsageError("no-such-file", "{} is gone".format(scan.path))
            scan.__init__(scan.path, stamp, sidecar_stamp(scan.path))
            pause_s = 1.0
            away = Away("file-changes", "{} is still being written".format(scan.path), everybody=False)
        except Away as error:
            away, pause_s = error, scan.backoff.next_s(error.retry_after_s)
        if scan.sent_bytes > sent_bytes:
            since, sent_bytes = time.monotonic(), scan.sent_bytes
        if time.monotonic() + pause_s - since > patience_s:
            raise away
        sender.say("{} ({}); again in {:.0f} s".format(away, away.code, pause_s))
        if pause(sender.stop, pause_s):
            raise Stopped()


def until_read(sender, scan, dataset_id, patience_s):
    """Until the service has read the file (a job); Refused when it could not."""
    end = time.monotonic() + max(patience_s, 600.0)
    while time.monotonic() < end:
        try:
            dataset = sender.service.get_json("/api/v1/datasets/" + quote(dataset_id, safe=""))
        except Gone:
            raise Refused({"code": "not-found", "status": 404, "detail": "the dataset was deleted"})
        if dataset["state"] == "ready":
            return
        if dataset["state"] == "rejected":
            problem = dataset.get("problem") or {"code": "refused", "detail": "it could not be read"}
            sender._reject(scan, problem)
            raise Refused(problem)
        if pause(sender.stop, 1.0):
            raise Stopped()
    raise Away("not-read-yet", "the service has not read it yet", everybody=False)


# ----------------------------------------------------------------------------------------------------------------------- watch


class Seen:
    """How a file looked, since when on the clock that never jumps, and how often in a row."""

    def __init__(self, look, now_s):
        self.look, self.since_s, self.n_looks = look, now_s, 1
        self.verdict = None


class Watcher:
    """Looks into folders again and again: on network drives nothing else is certain."""

    def __init__(self, sender, folders, patterns=PATTERNS, quiet_s=10.0, depth=8):
        self.sender, self.folders = sender, [os.path.abspath(folder) for folder in folders]
        self.patterns, self.quiet_s, self.depth = [pattern.lower() for pattern in patterns], quiet_s, depth
        self.seen = {}
        self.waiting = {}
        self.n_rejected = 0
        self.last_file = self.last_file_at = None
        self.backoff, self.next_try_s = Backoff(), 0.0
        self._told = set()

    # What is there

    def look(self):
        now_s = time.monotonic()
        found = {}
        for folder in self.folders:
            self._walk(folder, self.depth, found)
        for path in list(self.seen):
            if path not in found:
                del self.seen[path]
                self.waiting.pop(path, None)
        for path, look in found.items():
            seen = self.seen.get(path)
            if seen is None or seen.look != look:
                self.seen[path] = Seen(look, now_s)
                self.waiting.pop(path, None)
            else:
                seen.n_looks += 1
            self._judge(path, self.seen[path], now_s)

    def _walk(self, folder, depth, found):
        try:
            with os.scandir(long_path(folder)) as entries:
                entries = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            return self._tell_once(folder, "{} cannot be looked into: {}".format(folder, error))
        self._told.discard(folder)
        names = {entry.name for entry in entries}
        for entry in entries:
            try:
                path = os.path.join(folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if depth > 0 and not entry.name.startswith("."):
                        self._walk(path, depth - 1, found)
                elif entry.is_file(follow_symlinks=False) and self._fits(entry.name):
                    check_name(path)
                    sidecar = sidecar_stamp(path) if entry.name + ".kaimen.json" in names else None
                    # Not entry.stat(): on Windows it tells what the folder remembers, which lags behind an open file.
                    stamp = stamp_of(path)
                    if stamp is not None:
                        found[path] = (stamp, sidecar, entry.name + ".ready" in names)
            except OSError:
                continue
            except UsageError as error:
                self._tell_once(path, str(error))

    def _fits(self, name):
        name = name.lower()
        return not any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED) and any(
            fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns
        )

    def _judge(self, path, seen, now_s):
        """Puts a file among those that wait to be sent, once it is whole and was not sent before."""
        stamp, sidecar, is_declared = seen.look
        if path in self.waiting or self._is_done(path, seen.look):
            return
        is_quiet = seen.n_looks >= 2 and now_s - seen.since_s >= self.quiet_s
        if not (is_declared or is_quiet):
            return
        scan, is_half = Scan(path, stamp, sidecar, self._session_of(path)), False
        try:
            seen.verdict = None if is_declared else why_not_whole(path)
            is_half = seen.verdict is not None and scan.size > 0
            read_sidecar(path)
        except (OSError, UsageError) as error:
            # Windows: another program holds it, and lets go of it without a trace. A sidecar may be half written.
            seen.verdict = seen.verdict or str(error)
        if seen.verdict is None:
            self.waiting[path] = scan
        elif is_half and now_s - seen.since_s >= STALE_S:
            del self.seen[path]
            self._refuse_half(scan, seen.verdict)
        else:
            self._tell_once((path, seen.look), "{} waits: {}".format(path, seen.verdict))

    def _refuse_half(self, scan, reason):
        refused = Refused(
            {
                "type": "urn:kaimen:problem:truncated-file",
                "code": "truncated-file",
                "status": 422,
                "title": "The file is not whole",
                "detail": (
                    "The file has not changed for a long time, but is not whole: {}. Copy it again. It is tried again when it "
                    "changes; an empty file of its name with .ready behind it has it sent as it is."
                ).format(reason),
            }
        )
        try:
            self.sender._reject(scan, refused.problem)
        except OSError as error:
            self.sender.say("the journal could not be written: {}".format(error))
        self._tell_refused(scan, refused)

    def _tell_refused(self, scan, refused):
        self.n_rejected += 1
        print("rejected {} {}: {}".format(refused.code, scan.path, refused), flush=True)

    def _session_of(self, path):
        """The folder below the watched one, by its whole path where the service takes that much."""
        for folder in self.folders:
            root = os.path.join(folder, "")
            if path.startswith(root):
                below = os.path.dirname(path)[len(root) :].replace(os.sep, "/")
                fits = [name for name in (below, below.split("/")[-1]) if 1 <= len(name) <= 200 and name.isprintable()]
                return fits[0] if fits else None
        return None

    def _is_done(self, path, look):
        """Sent or refused as it is. Who takes the reason of a refusal away asks for another try, and who declares whole what was
        refused as half, before it had a hash."""
        stamp, sidecar, is_declared = look
        known = self.sender.journal.last(self.sender.service.url, path) or {}
        if (known.get("size"), known.get("mtimeNs")) != stamp or known.get("sidecar") != sidecar:
            return False
        if known.get("state") == "rejected":
            is_told = not known.get("errorFile") or os.path.exists(long_path(beside(path, ".kaimen-error.json")))
            return is_told and not (is_declared and known.get("sha256") is None)
        return known.get("state") == "accepted"

    def _tell_once(self, key, text):
        if key not in self._told:
            self._told.add(key)
            self.sender.say(text)

    # Sending it

    def send_due(self):
        """Sends what is due, oldest first. The number of files that left the queue."""
        n_done = 0
        for scan in sorted(self.waiting.values(), key=lambda scan: (scan.mtime_ns, scan.path)):
            now_s = time.monotonic()
            if now_s < self.next_try_s or self.sender.stop.is_set():
                break
            if now_s >= scan.next_try_s:
                n_done += self._send(scan)
        return n_done

    def _send(self, scan):
        try:
            dataset = self.sender.send(scan)
            print("accepted {} {}".format(dataset, scan.path), flush=True)
            self.last_file, self.last_file_at = file_name(scan.path), now_iso()
        except Refused as refused:
            self._tell_refused(scan, refused)
        except (Changed, FileNotFoundError, PermissionError):
            del self.waiting[scan.path]
            self.seen.pop(scan.path, None)
            return 0
        except (KeyRefused, UsageError) as error:
            if error.code == "invalid-sidecar":
                del self.waiting[scan.path]
                return 0
            self.next_try_s = time.monotonic() + max(30.0, self.backoff.next_s())
            self._tell_once(error.code, "nothing is sent until this is mended: {} ({})".format(error, error.code))
            raise
        except Away as away:
            self._postpone(scan, away)
            return 0
        except OSError as error:
            # A network drive that is away for a moment, a full disk under the journal: later, and the others go on.
            self._postpone(scan, Away("not-readable", "{}: {}".format(scan.path, error), everybody=False))
            return 0
        self.backoff, self.next_try_s = Backoff(), 0.0
        del self.waiting[scan.path]
        return 1

    def _postpone(self, scan, away):
        now_s = time.monotonic()
        pause_s = (self.backoff if away.everybody else scan.backoff).next_s(away.retry_after_s)
        if away.everybody:
            self.next_try_s = now_s + pause_s
        else:
            scan.next_try_s = now_s + pause_s
        self.sender.say("{} ({}); again in {:.0f} s".format(away, away.code, pause_s))

    def report(self):
        pending = [scan.size for scan in list(self.waiting.values())]
        # Also those that are not whole: somebody should know of them.
        pending += [seen.look[0][0] for seen in list(self.seen.values()) if seen.verdict]
        return {
            "agent": "kaimen_upload.py " + VERSION,
            "host": socket.gethostname(),
            "watching": self.folders,
            "nPending": len(pending),
            "pendingBytes": sum(pending),
            "nRejected": self.n_rejected,
            "lastFile": self.last_file,
            "lastFileAt": self.last_file_at,
            "at": now_iso(),
        }


class Heartbeat(threading.Thread):
    """Tells the service that this instrument is there, beside whatever is being sent."""

    def __init__(self, service, instrument, report, every_s=HEARTBEAT_S):
        super().__init__(daemon=True)
        self.service, self.instrument, self.report, self.every_s = service, instrument, report, every_s
        self.ended = threading.Event()
        self.is_told = False

    def run(self):
        while True:
            self.tell({})
            if self.ended.wait(self.every_s):
                return

    def tell(self, more):
        try:
            report = self.report()
            if self.instrument is None:
                self.instrument = bound_instrument(self.service) or report["host"]
            body = json.dumps(dict(report, **more)).encode("utf-8")
            place = "/api/v1/instruments/" + quote(self.instrument, safe="")
            answer = self.service.ask("PUT", place, {"Content-Type": "application/json"}, body)
            if answer.status in (400, 403, 422) and not self.is_told:
                self.is_told = True
                say("the service cannot show this PC: {}".format(problem_of(answer).get("detail")))
        except (KaimenError, Gone, RuntimeError):
            # Away: the next one comes. RuntimeError: the queue changed under the report.
            pass

    def leave(self):
        self.ended.set()
        self.join(2.0)
        self.tell({"leaving": True})


def watch(watcher, interval_s):
    """Until we are asked to stop."""
    while not watcher.sender.stop.is_set():
        watcher.look()
        try:
            watcher.send_due()
        except (KaimenError, Stopped):
            pass
        pause(watcher.sender.stop, interval_s)


def watch_once(watcher, interval_s, patience_s):
    """What is there now and whole: EXIT_OK, EXIT_REFUSED or EXIT_AWAY. What is not whole yet is left for the next time."""
    stop, started_s = watcher.sender.stop, time.monotonic()
    progress_s = started_s
    while not stop.is_set():
        watcher.look()
        if watcher.send_due() > 0:
            progress_s = time.monotonic()
        now_s = time.monotonic()
        all_judged = now_s - started_s > watcher.quiet_s + 2 * interval_s
        if all_judged and not watcher.waiting:
            return EXIT_REFUSED if watcher.n_rejected else EXIT_OK
        if watcher.waiting and now_s - progress_s > patience_s + watcher.quiet_s:
            return EXIT_AWAY
        pause(stop, min(interval_s, 1.0))
    return EXIT_AWAY if watcher.waiting else EXIT_OK


# ---------------------------------------------------------------------------------------------------------------- command line


def parser():
    first, _, rest = __doc__.partition("\n")
    top = argparse.ArgumentParser("kaimen_upload.py", description=first, epilog=rest, formatter_class=argparse.RawTextHelpFormatter)
    top.add_argument("--version", action="version", version=VERSION)
    commands = top.add_subparsers(dest="command")
    one = commands.add_parser("push", help="sends files and ends")
    one.add_argument("files", metavar="FILE", nargs="+")
    one.add_argument("--wait", action="store_true", help="until the service has read each")
    many = commands.add_parser("watch", help="sends what appears in folders")
    many.add_argument("folders", metavar="DIR", nargs="+")
    many.add_argument("--once", action="store_true", help="sends what is there and whole, and ends")
    many.add_argument("--include", metavar="PATTERN", action="append", help="names to send (default: {})".format(" ".join(PATTERNS)))
    many.add_argument("--quiet", metavar="S", type=float, default=10.0, help="a file is whole when unchanged for so long (10)")
    many.add_argument("--interval", metavar="S", type=float, default=2.0, help="between two looks (2)")
    many.add_argument("--depth", metavar="N", type=int, default=8, help="folders below folders (8)")
    for command in (one, many):
        command.add_argument("--url", help="address of the service (KAIMEN_URL)")
        command.add_argument("--key-file", metavar="FILE", help="holds the key (or KAIMEN_KEY does)")
        command.add_argument("--ca-file", metavar="FILE", help="certificates to trust besides those of this machine")
        command.add_argument("--instrument", metavar="NAME", help="the microscope (KAIMEN_INSTRUMENT)")
        command.add_argument("--session", metavar="NAME", help="what the scans belong together for")
        command.add_argument("--journal", metavar="FILE", help="what was sent (default: a file of this user)")
        command.add_argument("--patience", metavar="S", type=float, default=120.0, help="to a service that does not answer (120)")
    return top


def say(text):
    print("kaimen_upload: " + text, file=sys.stderr, flush=True)


def read_key(key_file):
    if key_file is None:
        return None
    try:
        with open(key_file, encoding="utf-8-sig") as file:
            return file.read().strip()
    except (OSError, ValueError) as error:
        raise UsageError("no-key", "the key cannot be read: {}".format(error))


def run_push(options, sender):
    codes = []
    for path in options.files:
        try:
            result = push_one(sender, path, options.wait, options.patience)
            what = result["datasetId"] if result["problem"] is None else result["problem"].get("code")
            reason = "" if result["problem"] is None else ": " + str(result["problem"].get("detail"))
            print("{} {} {}{}".format(result["state"], what, path, reason), flush=True)
            codes.append(EXIT_OK if result["problem"] is None else EXIT_REFUSED)
        except Away as away:
            say("{}: {} ({})".format(path, away, away.code))
            if away.everybody:
                return EXIT_AWAY
            codes.append(EXIT_AWAY)
        except UsageError as error:
            if error.code not in ("no-such-file", "invalid-filename", "invalid-sidecar"):
                raise
            say("{} ({})".format(error, error.code))
            codes.append(EXIT_USAGE)
    return max(codes, key=lambda code: (EXIT_OK, EXIT_REFUSED, EXIT_USAGE, EXIT_AWAY).index(code))


def run_watch(options, sender):
    missing = [folder for folder in options.folders if not os.path.isdir(long_path(folder))]
    if missing and options.once:
        raise UsageError("no-such-folder", "there is no folder {}".format(missing[0]))
    name = instrument_of(sender)
    sender.journal.lock()
    sender.trusts_journal = True
    watcher = Watcher(sender, options.folders, options.include or PATTERNS, options.quiet, options.depth)
    if options.once:
        return watch_once(watcher, options.interval, options.patience)
    heartbeat = Heartbeat(sender.service, name, watcher.report)
    heartbeat.start()
    say("watching {}".format(", ".join(watcher.folders)))
    watch(watcher, options.interval)
    heartbeat.leave()
    return EXIT_OK


def bound_instrument(service):
    """The one whose files the key may send; None: of any."""
    return service.get_json("/api/v1/session").get("instrument")


def instrument_of(sender):
    """The one that is told, else the one that the key is bound to; None: neither, or nobody answers now."""
    told = sender.instrument
    try:
        bound = bound_instrument(sender.service)
    except (KaimenError, Gone):
        return told
    if told is not None and bound is not None and told != bound:
        text = "the key is bound to the instrument {}, and --instrument says {}: leave it out, or use a key of that instrument"
        raise UsageError("wrong-instrument", text.format(bound, told))
    return told or bound


def main(arguments=None):
    options = parser().parse_args(arguments)
    if options.command is None:
        parser().print_help()
        return EXIT_USAGE
    for stream in (sys.stdout, sys.stderr):
        # Not every code page of Windows has every letter: a name that cannot be printed must not end the watch.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    try:
        instrument = options.instrument or os.environ.get("KAIMEN_INSTRUMENT")
        more = {"instrument": instrument, "session": options.session, "say": say, "stop": stop}
        sender = open_sender(options.url, read_key(options.key_file), options.ca_file, options.journal, **more)
        if sender.service.is_open:
            say("the key and the scans travel unencrypted: use https where the network is not yours")
        return run_push(options, sender) if options.command == "push" else run_watch(options, sender)
    except KaimenError as error:
        say("{} ({})".format(error, error.code))
        return error.exit_code
    except Stopped:
        return EXIT_AWAY
    except OSError as error:
        say(str(error))
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
