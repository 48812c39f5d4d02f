"""Pictures of a page as parts of a mail."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from pipeline.core.model import Decision
from reports.mailer import NOBODY, message
from reports.parts import parts
from reports.render import html
from tests.db.nouns import edition
from tests.reports.stories import TRENDS, Told, compared, digest, opinion, story, weekful

PNG = b"\x89PNG\r\n\x1a\n"
PAGE = html(digest(weekful(8), given=compared(8)))


def _mail(page: str) -> EmailMessage:
    mail = message_from_bytes(
        message(edition(html=page), "wijzer@voorbeeld.nl", NOBODY, "<1@x.nl>").as_bytes(), policy=policy.default
    )
    assert isinstance(mail, EmailMessage)
    return mail


def test_every_picture_becomes_a_part_that_the_page_names() -> None:
    """In the mail no picture stands as data; each is named by the id of a part of the page, in order."""
    page, pictures = parts(PAGE)
    assert len(pictures) == len(TRENDS) == page.count('src="cid:')
    assert "data:" not in page
    assert all(picture.png.startswith(PNG) for picture in pictures)
    mail = _mail(PAGE)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", *["image/png"] * 6]
    shown = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in shown] == [f"<{picture.cid}>" for picture in pictures]
    assert [part.get_content() for part in shown] == [picture.png for picture in pictures]
    assert {part.get_content_disposition() for part in shown} == {"inline"}
    body = mail.get_body(("html",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == page.strip()


def test_same_page_is_the_same_mail() -> None:
    """The boundaries of a mail with pictures are not drawn by chance; lines are short enough for any server."""
    made = message(edition(html=PAGE), "wijzer@voorbeeld.nl", NOBODY, "<1@x.nl>").as_bytes()
    assert made == message(edition(html=PAGE), "wijzer@voorbeeld.nl", NOBODY, "<1@x.nl>").as_bytes()
    assert made.isascii()
    assert max(map(len, made.split(b"\r\n"))) <= 998


def test_page_without_pictures_stays_as_it_is() -> None:
    """A week without a line is a mail of two parts."""
    page = html(digest(weekful(8)))
    assert parts(page) == (page, ())
    assert _mail(page).get_content_type() == "multipart/alternative"
    assert len(list(_mail(page).iter_parts())) == 2


def test_feed_cannot_make_a_part() -> None:
    """A title, a summary or an address that looks like a picture of ours is text, and stays in the page."""
    words = 'Zie <img src="data:image/png;base64,AAAA"> en src="data:image/png;base64,AAAA"'
    told = Told(
        (story("a", title=words, text=f"Ander {words}", url='https://x.example/?<img%20src="data:image/png;base64,AAAA"'),),
        (opinion("a", {TRENDS[0]: Decision.YES}),),
    )
    page = html(digest(told))
    assert "base64,AAAA" in page
    assert parts(page) == (page, ())
