"""Notices: what people are told of in the product, and by mail; a verb calls `notices.tell`, an inbox reads them.

Nothing of a record is kept in a notice: its text is made when it is read, through what its reader may see then.
"""

from consortium.notices.recipients import Coordinators as Coordinators
from consortium.notices.recipients import Holder as Holder
from consortium.notices.recipients import InConsortium as InConsortium
from consortium.notices.recipients import Person as Person
from consortium.notices.recipients import Staff as Staff
from consortium.notices.telling import tell as tell
