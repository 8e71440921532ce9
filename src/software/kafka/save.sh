#!/bin/sh
## Saves Kafka's topics, their settings and how far each group has read. No message.
collect
topics >"$STAGE/content/topics"
settings >"$STAGE/content/settings"
offsets >"$STAGE/content/offsets"
archive
