from datetime import timedelta

import pytest

from litwatch.errors import WrongUse
from litwatch.store import catalog, editions


def test_a_draft_is_replaced_and_a_published_edition_is_not(store, now):
    with store.write() as tx:
        assert editions.latest(tx, "2021-06") is None
        draft = editions.save_draft(tx, "2021-06", 1, b"one", "sha1", now)
        later = now + timedelta(days=1)
        again = editions.save_draft(tx, "2021-06", 1, b"two", "sha2", later)
        assert (again.id, again.body, again.made_at) == (draft.id, b"two", later)
        same = editions.save_draft(tx, "2021-06", 1, b"two", "sha2", later + timedelta(days=1))
        assert same.made_at == later, "the same bytes are the same draft"
        out = editions.mark_published(tx, draft.id, "A. Kurator", later, "manifest", body=b"out")
        assert (out.state, out.published_by, out.published_at) == ("published", "A. Kurator", later)
        assert out.body == b"out", "what was published takes the draft's place"
        assert out.sha256 == "sha2", "approvals name the draft's hash"
        with pytest.raises(WrongUse, match="stays as it is"):
            editions.save_draft(tx, "2021-06", 1, b"three", "sha3", later)
        with pytest.raises(WrongUse, match=r"already published, by A\. Kurator"):
            editions.mark_published(tx, draft.id, "B", later, "manifest", body=b"out")
        editions.save_draft(tx, "2021-06", 2, b"r2", "sha4", later)
        latest = editions.latest(tx, "2021-06")
        assert latest is not None
        assert (latest.revision, latest.state) == (2, "draft")
        assert [(e.month, e.revision) for e in editions.list_editions(tx)] == [
            ("2021-06", 1), ("2021-06", 2),
        ]  # fmt: skip


def test_other_content_is_a_draft_again_and_a_correction_takes_over(store, now):
    with store.write() as tx:
        first = editions.save_draft(tx, "2021-06", 1, b"one", "sha1", now)
        editions.mark(tx, first.id, "approved")
        assert editions.save_draft(tx, "2021-06", 1, b"one", "sha1", now).state == "approved"
        assert editions.save_draft(tx, "2021-06", 1, b"two", "sha2", now).state == "draft"
        assert editions.published(tx, "2021-06") is None
        editions.mark_published(tx, first.id, "A", now, "manifest", body=b"out")
        second = editions.save_draft(
            tx, "2021-06", 2, b"r2", "sha3", now, note="Wrong figure.", note_by="A"
        )
        assert (second.note, second.note_by) == ("Wrong figure.", "A")
        told = editions.published(tx, "2021-06")
        assert told is not None
        assert told.revision == 1, "a draft is not what readers have"
        editions.mark_published(tx, second.id, "B", now, "manifest 2", body=b"out 2")
        assert [(e.revision, e.state, e.body) for e in editions.list_editions(tx)] == [
            (1, "corrected", b"out"), (2, "published", b"out 2"),
        ]  # fmt: skip


def test_an_unknown_edition_or_month_is_wrong_use(store, now):
    with store.write() as tx:
        with pytest.raises(WrongUse, match="no edition 5"):
            editions.mark_published(tx, 5, "A", now, "m", body=b"out")
        with pytest.raises(WrongUse, match="not a month"):
            editions.save_draft(tx, "2021-6", 1, b"", "", now)


def test_words_are_appended_and_the_newest_of_each_field_and_audience_is_live(
    store, make_record, now
):
    with store.write() as tx:
        catalog.save(tx, [(make_record("1"), b"")], source="f", now=now)
        write = lambda field, audience, text: editions.write_field(  # noqa: E731
            tx, "2021-06", "1", field, audience, text, "A. Kurator", "physician", now
        )
        write("bottom_line", None, "First words")
        write("bottom_line", None, "Better words")
        write("meaning", "vardcentral", "For them")
        write("meaning", "primarvardsrehab", "For others")
        write("meaning", "primarvardsrehab", "")
        live = {(w.field, w.audience): (w.text, w.version) for w in editions.written(tx, "2021-06")}
        assert live == {
            ("bottom_line", ""): ("Better words", 2),
            ("meaning", "vardcentral"): ("For them", 1),
        }
        assert editions.written(tx, "2021-07") == ()
        with pytest.raises(WrongUse, match="no record 9"):
            editions.write_field(tx, "2021-06", "9", "result", None, "x", "A", "", now)
