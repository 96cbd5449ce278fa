"""Teaches schemathesis to send parts of files, whose types it does not know, as they are. Used by deploy/clients-zendesk."""

import schemathesis

schemathesis.serializer.alias(
    ["application/offset+octet-stream", "application/partial-upload"], "application/octet-stream"
)
