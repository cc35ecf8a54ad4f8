#!/bin/sh
# The machines of the lab that are up, as a dynamic inventory (see molecule/lab/machine).
exec "$(dirname "$0")/../../molecule/lab/machine" inventory --list
