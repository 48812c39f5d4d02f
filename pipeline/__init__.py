"""The journey of a signal.

 sources.yaml
   │                pipeline/                             classifiers/            reports/
 Source ─fetch→ FetchResult ─parse→ Entry ─distil→ Signal ─group→ Story
                                                    │  store        │
                                                    └──── assess → Assessment
                                                                    │  store
                                   Message ←render─ Digest ←compose─┘ (+ change: is it news or noise?)
                                      └─send→ one mail per recipient, once         └─ web: archive, search, review

Nouns stand in `pipeline.core`, those of the journey in `model`; the verbs between them are files, in a folder for each part
of the way:

    sources/   the sources file: read, checked, changed in place; OPML; finding feeds
    web/       fetch: politely, safely, under one deadline; only `transport` knows httpx
    feeds/     parse: bytes → entries, made safe first; known entries are skipped; feedparser is the reference
    news/      distil, identity, group: entries → items → signals → stories; what people enter by hand
    press      an edition made of a week's stories: composed and drawn
    watch/     how each source stands after an answer: pace, rhythm, health, and of which part of a week it was heard

`pipeline.stages` joins the rooms, `pipeline.app` binds them to their tools, `pipeline.cli` is how people call them.
"""
