"""What stands in the way of an account or a password, in the reader's language."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.review.accounts import AccountFault
from litwatch.review.roles import RIGHTS, Right, Role, may
from litwatch.web.access import passwords


def rights_of(say: Speech, role: Role) -> list[str]:
    """What a role may do, in words, in the order of the work."""
    _ = say._
    names: dict[Right, str] = {
        "read": _("read the pages"),
        "teach": _("look after slides, seminars and views"),
        "screen": _("screen records and read abstracts"),
        "answer": _("answer what an expert is asked"),
        "review": _("settle disagreements and key messages"),
        "edit": _("edit and publish editions, change searches"),
        "admin": _("look after people and read the log"),
    }
    return [names[right] for right in RIGHTS if may(role, right)]


def account_fault(say: Speech, fault: AccountFault) -> str:
    """What stands in the way of an account, and what to do."""
    _ = say._
    return {
        "no_name": _("Write a name."),
        "long_name": _("The name is too long. Write at most 80 characters."),
        "unseen_signs": _("The name holds characters that cannot be seen. Write it anew."),
        "machine_name": _("Machines sign with that name. Choose another one."),
        "personal_number": _("That looks like a personal identity number. Write a name."),
        "taken": _("Somebody has an account with that name. Choose another one."),
        "taken_by_left": _("That person has left. Take the account back in the list below."),
        "no_mail": _("That is no mail address. Write it as anna.ek@example.org."),
        "no_role": _("Choose a role from the list."),
        "last_admin": _("This is the last administrator. Make somebody else administrator first."),
        "changed": _(
            "Somebody else has changed the role meanwhile. The list shows it as it is now."
        ),
        "no_account": _("There is no such account. The list shows those there are."),
    }[fault.kind]


def password_fault(say: Speech, fault: passwords.Fault) -> str:
    """What is wrong with a new password."""
    _ = say._
    return {
        "short": _(
            "The password is too short. Write at least {count} characters.",
            count=passwords.SHORTEST,
        ),
        "long": _(
            "The password is too long. Write at most {count} characters.",
            count=passwords.LONGEST,
        ),
        "like_name": _("The password is the name. Choose another one."),
    }[fault]
