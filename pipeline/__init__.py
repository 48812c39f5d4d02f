"""The journey of a signal.

 sources.yaml
   │                pipeline/                             classifiers/            reports/
 Source ─fetch→ FetchResult ─parse→ Entry ─distil→ Signal ─group→ Story
                                                    │  store        │
                                                    └──── assess → Assessment
                                                                    │  store
                                   Message ←render─ Digest ←compose─┘ (+ change: is it news or noise?)
                                      └─send→ one mail per recipient, once         └─ web: archive, search, review

Nouns stand in `pipeline.core`; the verbs between them are files. `pipeline.stages` joins the rooms, `pipeline.app` binds
them to their tools, `pipeline.cli` is how people call them.
"""
