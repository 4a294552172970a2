"""One spelling for each address, and a reason for what is none."""

from __future__ import annotations

import pytest

from litwatch.errors import WrongUse
from litwatch.mailing.address import mail_address


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("anna.ek@example.org", "anna.ek@example.org"),
        ("  Anna.Ek@EXAMPLE.org\n", "Anna.Ek@example.org"),
        ("Anna Ek <anna@example.org>", "anna@example.org"),
        ('"Ek, Anna" <anna@example.org>', "anna@example.org"),
        ("bo+nyhet@vårdcentral.example", "bo+nyhet@xn--vrdcentral-15a.example"),
        ("bo@VÅRDCENTRAL.example", "bo@xn--vrdcentral-15a.example"),
        # IDNA 2008: the older rule would have sent this to fass.example, which is another's
        ("kim@faß.example", "kim@xn--fa-hia.example"),
    ],
)
def test_the_domain_has_one_spelling_and_the_name_stays(typed: str, stored: str) -> None:
    assert mail_address(typed) == stored
    assert mail_address(stored) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no @"),
        ("anna.example.org", "no @"),
        ("anna@example", "no domain"),
        ("anna@", "no domain"),
        ("@example.org", "before the @"),
        ("anna..ek@example.org", "before the @"),
        ("anna ek@example.org", "before the @"),
        ("åsa@example.org", "before the @"),
        ("anna@exa mple.org", "no domain"),
        ("anna@-example.org", "no domain"),
        ("anna@example..org", "no domain"),
        ("anna@example.org\nBcc: all@example.org", "before the @"),
        ("anna@example.org\r\nRCPT TO:<b@example.org>", "no mail address"),
        ("a@example.org, b@example.org", "before the @"),
        (f"{'a' * 65}@example.org", "longer than"),
        (f"a@{'b.' * 130}org", "no mail address"),
    ],
)
def test_what_no_server_takes_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        mail_address(typed)
