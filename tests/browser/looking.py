"""What a page looks like to axe and to a narrow screen."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent.parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
_RUN_AXE = """async () => {
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] })
  const told = ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)
  return passes.length > 5 ? violations.flatMap(told) : ["axe has looked at nothing"]
}"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults_axe_finds(page: Page) -> list[str]:
    """On a page whose policy was set aside, because axe is put into it."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=_AXE.read_text("utf-8"))
    faults: list[str] = page.evaluate(_RUN_AXE)
    return faults
