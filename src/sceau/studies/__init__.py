"""From what a registrar holds (a workbook, an export of Moodle) to the facts that ``core`` judges."""
