"""Why a plan is as it is, told and tested."""
