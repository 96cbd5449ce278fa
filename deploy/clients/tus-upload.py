"""Uploads a file with tuspy and prints the offsets at which it was taken up again, and the path that came of it."""
import sys

from tusclient.client import TusClient
from tusclient.uploader import Uploader


class Watched(Uploader):
    def get_offset(self):
        offset = super().get_offset()
        print("taken up again at", offset, flush=True)
        return offset


url, token, path = sys.argv[1:]
client = TusClient(url, headers={"Authorization": "JWT " + token})
uploader = Watched(
    path, client=client, metadata={"filename": "large.txt", "filetype": "text/plain"}, retries=100, retry_delay=0.2
)
uploader.upload()
print("done at", uploader.offset)
print("path", uploader.request.response_headers["cloakroom-path"])
