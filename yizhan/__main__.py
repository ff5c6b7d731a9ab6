"""`python -m yizhan`: the same as the command `yizhan`."""

from yizhan.site.main import main

main()
