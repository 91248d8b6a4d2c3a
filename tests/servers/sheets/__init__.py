"""A local Google Sheets API for the tests: what it serves, how it misbehaves and who changes what (README.md)."""

from tests.servers.sheets.cells import Cell, ErrorValue, Formula
from tests.servers.sheets.coach import Coach
from tests.servers.sheets.log import Change
from tests.servers.sheets.quota import Quota
from tests.servers.sheets.server import SheetsServer
from tests.servers.sheets.tokens import ROBOT

__all__ = ["ROBOT", "Cell", "Change", "Coach", "ErrorValue", "Formula", "Quota", "SheetsServer"]
