"""Referrals: an authority's request to place a child, born or not, or siblings together, and what becomes of it."""

from consortium.referrals.births import record_birth as record_birth
from consortium.referrals.births import record_loss as record_loss
from consortium.referrals.births import record_twins as record_twins
from consortium.referrals.courses import ReferralStatus as ReferralStatus
from consortium.referrals.entering import as_rows as as_rows
from consortium.referrals.entering import bring_in as bring_in
from consortium.referrals.entering import change as change
from consortium.referrals.entering import change_child as change_child
from consortium.referrals.entering import refer as refer
from consortium.referrals.moving import conclude as conclude
from consortium.referrals.moving import resume as resume
from consortium.referrals.moving import submit as submit
from consortium.referrals.moving import withdraw as withdraw
from consortium.referrals.records import Referral as Referral
from consortium.referrals.records import awaiting as awaiting
from consortium.referrals.records import by_ref as by_ref
from consortium.referrals.records import editable as editable
from consortium.referrals.records import get as get
from consortium.referrals.records import get_child as get_child
from consortium.referrals.records import reached as reached
from consortium.referrals.records import visible as visible
