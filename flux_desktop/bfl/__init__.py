"""The client of BFL's image service.

Import the module that holds what you need. The package itself imports nothing: httpx comes with ``client`` only.

    client          BflClient: submit, poll, download, credits
    protocol        what BFL's answers say: Submission, and Pending, Ready, Moderated, Broken or TaskUnknown
    poll_schedule   PollSchedule: when to ask next
    host_trust      where the key may go, and what can be a key
    picture_check   whether bytes are a whole picture
    redaction       texts without keys and signatures
"""
