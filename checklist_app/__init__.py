"""นิเทศ: supervision visits, citizens' surveys and the yearly ITA cycle for NACC provincial offices."""

__version__ = "0.6.0"
