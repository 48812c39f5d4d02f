"""What windwijzer does, a file a stage: collect, classify, report, deliver. Tools come in as arguments.

Every stage may run twice: what is known is known, what was told is told. No transaction is open while something is
fetched, parsed, judged or sent.
"""
