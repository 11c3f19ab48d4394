"""Why a plan is as it is: why this pair, why not that one, why children wait, what changed since the run before."""
