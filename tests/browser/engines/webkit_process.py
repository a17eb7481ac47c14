"""A WebKitGTK browser with a profile on the disk, told what to do in numbered lines of JSON, one answer each.
Run by the system's Python, which has the bindings: webkit_process.py PROFILE"""

# mypy: ignore-errors

import json
import os
import sys
import threading
import time
from functools import partial

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402

# Switched on in Safari, off in WebKitGTK.
FEATURES = {"StorageAPI", "StorageAPIEstimate", "FileSystem"}
START = WebKit2.UserScriptInjectionTime.START
ALL_FRAMES = WebKit2.UserContentInjectedFrames.ALL_FRAMES


def answer(number, said=None):
    sys.stdout.write(json.dumps({"number": number, **(said or {})}) + "\n")
    sys.stdout.flush()


def make_settings():
    settings = WebKit2.Settings()
    settings.set_hardware_acceleration_policy(WebKit2.HardwareAccelerationPolicy.NEVER)
    known = WebKit2.Settings.get_all_features()
    for number in range(known.get_length()):
        feature = known.get(number)
        if feature.get_identifier() in FEATURES:
            settings.set_feature_enabled(feature, True)
    return settings


class Tab:
    def __init__(self, browser):
        self.loads = 0  # number of what is to be answered, or nothing
        self.asked = 0  # as well; scripts of a page that went away are never answered by WebKit
        self.view = WebKit2.WebView(
            web_context=browser.context, settings=browser.settings, user_content_manager=browser.scripts
        )
        self.view.connect("permission-request", lambda _, request: request.allow() or True)
        self.view.connect("load-changed", self.load_changed)
        self.view.connect("load-failed", self.load_failed)
        self.view.connect("web-process-terminated", self.ended)
        self.window = Gtk.Window()
        self.window.set_default_size(390, 780)
        self.window.add(self.view)
        self.window.show_all()

    def load_changed(self, _, event):
        if event == WebKit2.LoadEvent.COMMITTED:
            self.told(self.asked, {"error": "the page went away"})
        if event == WebKit2.LoadEvent.FINISHED:
            self.loaded({})

    def load_failed(self, _, event, address, error):
        self.loaded({"error": f"{address}: {error.message}"})
        return False

    def ended(self, _, reason):
        for tell in (partial(self.told, self.asked), self.loaded):
            tell({"error": f"the process of the page has ended ({reason.value_nick})"})

    def loaded(self, said):
        if self.loads:
            answer(self.loads, said)
            self.loads = 0

    def told(self, number, said):
        if number and number == self.asked:
            answer(number, said)
            self.asked = 0


class Browser:
    def __init__(self, profile):
        manager = WebKit2.WebsiteDataManager(
            base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
        )
        cookies = manager.get_cookie_manager()
        cookies.set_persistent_storage(f"{profile}/cookies", WebKit2.CookiePersistentStorage.SQLITE)
        self.context = WebKit2.WebContext(website_data_manager=manager)
        self.settings = make_settings()
        self.scripts = WebKit2.UserContentManager()
        self.tabs = [Tab(self)]
        self.tab = self.tabs[0]

    def do_goto(self, number, address):
        self.tab.loads = number
        self.tab.view.load_uri(address)

    def do_reload(self, number):
        self.tab.loads = number
        self.tab.view.reload()

    def do_js(self, number, script):
        self.tab.asked = number
        about = (self.tab, number)
        self.tab.view.call_async_javascript_function(script, -1, None, None, None, None, self.js_done, about)

    def js_done(self, view, result, about):
        tab, number = about
        try:
            said = {"value": view.call_async_javascript_function_finish(result).to_string()}
        except GLib.Error as error:
            said = {"error": error.message}
        tab.told(number, said)

    def do_click(self, number, x, y):
        self.tab.window.present()
        for kind in (Gdk.EventType.BUTTON_PRESS, Gdk.EventType.BUTTON_RELEASE):
            self.press(kind, x, y)
        answer(number)

    def press(self, kind, x, y):
        event = Gdk.Event.new(kind)
        button = event.button
        button.window = self.tab.view.get_window()
        button.send_event = True
        button.time = int(time.monotonic() * 1000) & 0xFFFFFFFF
        button.x, button.y, button.button = x, y, 1
        _, left, top = button.window.get_origin()
        button.x_root, button.y_root = left + x, top + y
        if kind == Gdk.EventType.BUTTON_RELEASE:
            button.state = Gdk.ModifierType.BUTTON1_MASK
        event.set_device(Gdk.Display.get_default().get_default_seat().get_pointer())
        Gtk.main_do_event(event)

    def do_edit(self, number, command, text=""):
        self.tab.view.grab_focus()
        if text:
            self.tab.view.execute_editing_command_with_argument(command, text)
        else:
            self.tab.view.execute_editing_command(command)
        answer(number)

    def do_preload(self, number, script):
        self.scripts.add_script(WebKit2.UserScript(script, ALL_FRAMES, START, None, None))
        answer(number)

    def do_open_tab(self, number):
        self.tabs.append(Tab(self))
        self.tab = self.tabs[-1]
        answer(number)

    def do_switch(self, number, tab):
        self.tab = self.tabs[tab]
        self.tab.window.present()
        answer(number)

    def do_resize(self, number, width, height):
        self.tab.window.resize(width, height)
        answer(number)

    def do_screenshot(self, number, file):
        window = self.tab.view.get_window()
        picture = Gdk.pixbuf_get_from_window(window, 0, 0, window.get_width(), window.get_height())
        picture.savev(file, "png", [], [])
        answer(number)

    def do_ping(self, number):
        answer(number)

    def do_quit(self, number):
        answer(number)
        Gtk.main_quit()

    def told(self, line):
        how = json.loads(line)
        try:
            getattr(self, f"do_{how.pop('do')}")(**how)
        except Exception as error:  # noqa: BLE001 - whoever asked waits for one line
            answer(how["number"], {"error": repr(error)})
        return False


def main(profile):
    browser = Browser(profile)

    def listen():
        for line in sys.stdin:
            GLib.idle_add(browser.told, line)
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=listen, daemon=True).start()
    answer(0, {"ready": os.getpid()})
    Gtk.main()


if __name__ == "__main__":
    main(sys.argv[1])
