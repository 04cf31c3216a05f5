"""The doors for papers from a browser: in parts that survive a cut (tus 1.0), or by a plain form.

`arriving` reads what comes, `keeping` lets it rest and takes it in when it is whole, `protocol` is how tus speaks,
`plain_form` does the same for a form without script. Neither door ever holds a whole file.
"""
