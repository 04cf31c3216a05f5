"""The programmes' own forms, filled from what is known, to be printed and signed.

The layout is ours until the agency gives its own; which form goes with which claim is the catalogue's to say. A form is
an Indonesian document and stays Indonesian in every language of the pages.
"""
