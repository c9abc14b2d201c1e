"""Who may do what: logins, forged posts, headers, uploads, and how much a run may ask for.

`guards` stands before every request and behind every answer; `users` and `sessions` know who asks; `uploads` takes files in;
`limits` says how much may be run.
"""
