"""The commands about sources."""

import typer

from pipeline.cli.sources_check import check
from pipeline.cli.sources_edit import add, disable, enable
from pipeline.cli.sources_health import list_, log, undo
from pipeline.cli.sources_opml import export, import_

cli = typer.Typer(help="The sources file: check it, list it, change it.", no_args_is_help=True)
cli.command(epilog="Example: windwijzer sources check --probe --failing")(check)
cli.command("list", epilog="Example: windwijzer sources list --ill")(list_)
cli.command(epilog="Example: windwijzer sources log --days 30 acm-besluiten")(log)
cli.command(epilog="Example: windwijzer sources undo acm-besluiten")(undo)
cli.command(epilog="Example: windwijzer sources add https://www.example.nl/nieuws --kind nieuws")(add)
cli.command(epilog="Example: windwijzer sources enable acm-besluiten")(enable)
cli.command(epilog="Example: windwijzer sources disable acm-besluiten")(disable)
cli.command(epilog="Example: windwijzer sources export --output sources.opml")(export)
cli.command("import", epilog="Example: windwijzer sources import reader.opml --kind vakmedia --dry-run")(import_)
