"""Chromium without a window, driven by WebDriver. Ends the test as skipped where there is none."""
import pathlib
import subprocess
import sys

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
except ImportError:
    webdriver = None

SKIPPED = 77  # the return code of a test that cannot run here
AXE = "axe-core@4.10.3"  # accessibility rules, for tests only


def _require_browser():
    missing = [path for path in ("/usr/bin/chromium", "/usr/bin/chromedriver") if not pathlib.Path(path).exists()]
    if webdriver is None:
        missing.append("python3-selenium")
    if missing:
        print("skipped: " + ", ".join(missing) + " missing; script/setup installs it")
        sys.exit(SKIPPED)


_require_browser()


def start_browser(downloads):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=vi"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), "intl.accept_languages": "vi"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def axe_script(folder):
    """The rules' source, from npm; None where it cannot be had."""
    script = pathlib.Path(folder) / "node_modules/axe-core/axe.min.js"
    if not script.exists():
        command = ["npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", str(folder), AXE]
        try:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            return None
    return script.read_text(encoding="utf-8") if script.exists() else None
