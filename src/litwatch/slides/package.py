"""The same slides give the same bytes: a deck's zip written again in a fixed order and time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # the order that Office itself writes
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def canonical(data: bytes, made_at: datetime) -> bytes:
    """The package with parts sorted, zip times fixed and the charts' workbooks dated `made_at`.

    XlsxWriter stamps the workbook behind each chart with the clock; that stamp is replaced.
    """
    stamp = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as new:
        names = set(old.namelist())
        order = [name for name in _FIRST if name in names] + sorted(names - set(_FIRST))
        for name in order:
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = canonical(part, made_at)
            elif name == "docProps/core.xml":
                part = _CREATED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            info = ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # the same on every machine
            new.writestr(info, part)
    return out.getvalue()
