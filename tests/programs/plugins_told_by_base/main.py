import plugins
from base import Plugin

for plugin in Plugin.plugins:
    plugin().run()
