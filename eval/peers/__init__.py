"""Other people's tools on the same questions, so that our figures have something to stand beside.

They are in the extra `peers`; each module says how their answers map to ours.
"""
