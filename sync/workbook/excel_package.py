"""The zip package of an .xlsx: its parts, bounded and checked, and a copy in which only named parts differ."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from sync.workbook.base import Unreadable
from sync.workbook.excel_xml import checked

LARGEST_FILE = 256 * 2**20
LARGEST_PART = 512 * 2**20
LARGEST_TOTAL = 1024 * 2**20
MOST_PARTS = 10_000

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEW_YEAR_1980 = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3  # 6 takes three times as long for a seventh less
_ZIP64_FIELD = b"\x01\x00"


class Package:
    """The parts of a package by name; `put` and `drop` change it, `packed` writes it.

    Raises Unreadable, with one plain sentence, for what is no intact, open, transitional .xlsx.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self._content, self._file = content, file
        self._put: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._inflated: dict[str, bytes] = {}
        self._checked: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._listed, self._comment = archive.infolist(), archive.comment
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise self._damaged() from error
        self._entries = {entry.filename: entry for entry in self._listed}
        self._bound()

    def _damaged(self) -> Unreadable:
        return Unreadable(f"{self._file} is damaged. Open it in Excel, let it repair, and save it; or take a backup.")

    def _bound(self) -> None:
        sizes = [entry.file_size for entry in self._listed]
        if len(sizes) > MOST_PARTS or max(sizes, default=0) > LARGEST_PART or sum(sizes) > LARGEST_TOTAL:
            raise Unreadable(f"{self._file} unpacks to more than a workbook can be. Use a clean copy.")
        if len(self._entries) != len(sizes):
            raise self._damaged()
        if any(entry.flag_bits & 0x41 for entry in self._listed):
            raise Unreadable(f"{self._file} is encrypted. Save it without a password.")

    @property
    def names(self) -> list[str]:
        kept = [name for name in self._entries if name not in self._dropped]
        return kept + [name for name in self._put if name not in self._entries]

    def get(self, name: str) -> bytes:
        """The part's bytes as they now stand. Raises Unreadable where it is missing or damaged."""
        if name in self._put:
            return self._put[name]
        if name not in self._inflated:
            self._inflated[name] = self._inflate(name)
        return self._inflated[name]

    def xml(self, name: str) -> bytes:
        """The part's bytes, safe to be searched as XML."""
        content = self.get(name)
        if self._checked.get(name) is not content:
            self._checked[name] = checked(content, name)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Set a part; one that is set to the bytes it has stays the copy it is."""
        if name not in self._entries or content != self.get(name):
            self._put[name] = content

    def drop(self, name: str) -> None:
        self._dropped.add(name)

    def _data(self, entry: zipfile.ZipInfo) -> tuple[int, bytes]:
        """Where an entry's compressed bytes begin, and these."""
        header = self._content[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise self._damaged()
        fields = _LOCAL.unpack(header)
        start = entry.header_offset + _LOCAL.size + fields[9] + fields[10]
        data = self._content[start : start + entry.compress_size]
        if len(data) != entry.compress_size:
            raise self._damaged()
        return start, data

    def _inflate(self, name: str) -> bytes:
        """The declared size is a promise that is held: a longer stream is a bomb, not a workbook."""
        entry = self._entries.get(name)
        if entry is None:
            raise self._damaged()
        data = self._data(entry)[1]
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            stream = zlib.decompressobj(-15)
            try:
                data = stream.decompress(data, entry.file_size + 1)
            except zlib.error as error:
                raise self._damaged() from error
        elif entry.compress_type != zipfile.ZIP_STORED:
            raise self._damaged()
        if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
            raise self._damaged()
        return data

    @property
    def changed(self) -> bool:
        return bool(self._put or self._dropped)

    def packed(self) -> bytes:
        """The package as bytes: parts in their order, untouched ones with their compressed bytes, times and flags."""
        out: list[bytes] = []
        central: list[bytes] = []
        at = 0
        for entry in self._listed:
            if entry.filename in self._dropped:
                continue
            record, listing = self._record(entry, at)
            out.append(record)
            central.append(listing)
            at += len(record)
        for name in (name for name in self._put if name not in self._entries):
            record, listing = _fresh(zipfile.ZipInfo(name, _NEW_YEAR_1980), self._put[name], at)
            out.append(record)
            central.append(listing)
            at += len(record)
        size = sum(map(len, central))
        end = _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), size, at, len(self._comment))
        return b"".join((*out, *central, end, self._comment))

    def _record(self, entry: zipfile.ZipInfo, at: int) -> tuple[bytes, bytes]:
        if entry.filename in self._put:
            return _fresh(entry, self._put[entry.filename], at)
        if entry.extra.startswith(_ZIP64_FIELD) or entry.extract_version > 20:
            return _fresh(entry, self.get(entry.filename), at)
        start, data = self._data(entry)
        end = start + len(data)
        if entry.flag_bits & 0x08:  # a descriptor with the sizes follows, with or without its signature
            end += 16 if self._content[end : end + 4] == b"PK\x07\x08" else 12
        listing = _listing(entry, entry.flag_bits, entry.CRC, entry.compress_size, entry.file_size, at)
        return self._content[entry.header_offset : end], listing


def _name(entry: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The name's bytes as they stood, and the flag that says how they are to be read."""
    if entry.flag_bits & 0x800 or not entry.filename.isascii():
        return entry.orig_filename.encode(), 0x800
    return entry.orig_filename.encode("ascii"), 0


def _time(entry: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = entry.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _fresh(entry: zipfile.ZipInfo, content: bytes, at: int) -> tuple[bytes, bytes]:
    """Local record and central listing of a part with new content under an entry's name and time."""
    name, flag = _name(entry)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    data = packer.compress(content) + packer.flush()
    crc, clock = zlib.crc32(content), _time(entry)
    header = _LOCAL.pack(
        b"PK\x03\x04", 20, flag, zipfile.ZIP_DEFLATED, *clock, crc, len(data), len(content), len(name), 0
    )
    entry = _copy_as_deflated(entry)
    return header + name + data, _listing(entry, flag, crc, len(data), len(content), at)


def _copy_as_deflated(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    fresh = zipfile.ZipInfo(entry.orig_filename, entry.date_time)
    fresh.compress_type, fresh.extract_version = zipfile.ZIP_DEFLATED, 20
    fresh.create_system, fresh.external_attr = entry.create_system, entry.external_attr
    return fresh


def _listing(entry: zipfile.ZipInfo, flags: int, crc: int, packed: int, size: int, at: int) -> bytes:
    name = entry.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
    made_by = entry.create_version | entry.create_system << 8
    fields = (made_by, entry.extract_version, flags, entry.compress_type, *_time(entry), crc, packed, size)
    lengths = (len(name), len(entry.extra), len(entry.comment), 0, entry.internal_attr, entry.external_attr, at)
    return _CENTRAL.pack(b"PK\x01\x02", *fields, *lengths) + name + entry.extra + entry.comment
