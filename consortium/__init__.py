"""Who and whose: members, people, carers, referrals, placements; the floor that every room stands on."""
