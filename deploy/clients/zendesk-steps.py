"""Uploads, shows, reads and deletes with zenpy, and prints a line for each step. Run by deploy/clients-zendesk."""

import io
import os
import sys
import time

from zenpy import Zenpy
from zenpy.lib.exception import RecordNotFoundException


def step(text, holds):
    print(("ok    " if holds else "FAILS ") + text)
    if not holds:
        sys.exit(1)


def is_gone(action):
    try:
        action()
    except RecordNotFoundException:
        return True
    return False


# The host is made of both.
client = Zenpy(subdomain="127.0.0", domain="1:" + os.environ["PORT"], email="agent@example.com", token=os.environ["TOKEN"])
picture = open(os.environ["PICTURE"], "rb").read()

upload = client.attachments.upload(io.BytesIO(picture), target_name="lol.jpg")
step("uploads a picture", upload.attachment.file_name == "lol.jpg" and upload.attachment.size == len(picture))
step("is told an end that is to come", upload.expires_at > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()))
step("is told a thumbnail", upload.attachment.thumbnails[0].content_type == "image/jpeg")
second = client.attachments.upload(io.BytesIO(b"hello"), target_name="note.txt", token=upload.token)
step("adds a file under the same token", second.token == upload.token and len(second.attachments) == 2)
shown = client.attachments(id=upload.attachment.id)
step("shows an attachment by number", shown.content_url == upload.attachment.content_url)
step("reads it back", client.attachments.download(upload.attachment.id).getvalue() == picture)
client.attachments.delete(upload.token)
step("deletes the upload", is_gone(lambda: client.attachments(id=upload.attachment.id)))
step("cannot delete it again", is_gone(lambda: client.attachments.delete(upload.token)))
