"""Runs a command and reports how it went as one JSON line on descriptor 3."""

import json
import os
import resource
import subprocess
import sys
import time

REPORTS = 3

os.set_inheritable(REPORTS, False)
begin = time.monotonic()
code = subprocess.call(sys.argv[1:])
seconds = time.monotonic() - begin
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(REPORTS, json.dumps({"exitCode": code, "seconds": seconds, "maxRssKiB": usage.ru_maxrss}).encode())
