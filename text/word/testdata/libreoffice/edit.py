"""Edits a Word document in LibreOffice as a delegation would, and saves it.

    python3 edit.py IN.docx OUT.docx tracked|untracked|kept PROFILE

It needs LibreOffice Writer and its Python bridge (in Debian: libreoffice-writer,
python3-uno). PROFILE is a folder for LibreOffice's own files.
"""
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def value(name, of):
    v = PropertyValue()
    v.Name, v.Value = name, of
    return v


def url(name):
    return "file://" + os.path.abspath(name)


def start(profile):
    pipe = "parley%d" % os.getpid()
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--accept=pipe,name=%s;urp;" % pipe,
         "-env:UserInstallation=" + url(profile)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return office, resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not start")


class Editor:
    def __init__(self, context, doc):
        self.context, self.doc = context, doc

    def find(self, words):
        search = self.doc.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = words, True
        found = self.doc.findFirst(search)
        if found is None:
            raise SystemExit("there is no " + words)
        return found

    def paragraph(self, words):
        cursor = self.find(words).Text.createTextCursorByRange(self.find(words))
        cursor.gotoStartOfParagraph(False)
        cursor.gotoEndOfParagraph(True)
        return cursor

    def replace(self, words, by):
        self.find(words).String = by

    def append(self, words, more):
        end = self.find(words).End
        end.Text.insertString(end.Text.createTextCursorByRange(end), more, False)

    def delete(self, words):
        cursor = self.paragraph(words)
        cursor.goRight(1, True)
        cursor.String = ""

    def insert_behind(self, words, new):
        cursor = self.doc.Text.createTextCursorByRange(self.paragraph(words).End)
        self.doc.Text.insertControlCharacter(cursor, 0, False)  # a paragraph break
        self.doc.Text.insertString(cursor, new, False)

    def divide(self, words):
        cursor = self.doc.Text.createTextCursorByRange(self.find(words).End)
        self.doc.Text.insertControlCharacter(cursor, 0, False)

    def dispatch(self, command):
        helper = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.context)
        helper.executeDispatch(self.doc.CurrentController.Frame, command, "", 0, ())

    def select(self, span):
        view = self.doc.CurrentController.ViewCursor
        view.gotoRange(span.Start, False)
        view.gotoRange(span.End, True)

    def settle(self, words, command):
        self.select(self.find(words))
        self.dispatch(command)

    def move(self, words, before):
        cursor = self.paragraph(words)
        self.select(cursor)
        self.doc.CurrentController.ViewCursor.goRight(1, True)
        self.dispatch(".uno:Cut")
        start = self.paragraph(before).Start
        self.doc.CurrentController.ViewCursor.gotoRange(start, False)
        self.dispatch(".uno:Paste")

    def comment(self, words, says, author):
        note = self.doc.createInstance("com.sun.star.text.textfield.Annotation")
        note.Content, note.Author = says, author
        cursor = self.doc.Text.createTextCursorByRange(self.paragraph(words).End)
        self.doc.Text.insertTextContent(cursor, note, False)


def main():
    source, target, how, profile = sys.argv[1:]
    office, context = start(profile)
    try:
        config = context.ServiceManager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", context)
        user = config.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", (value("nodepath", "/org.openoffice.UserProfile/Data"),))
        user.setPropertyValue("givenname", "J.")
        user.setPropertyValue("sn", "Smith")
        user.commitChanges()
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        doc = desktop.loadComponentFromURL(url(source), "_blank", 0, (value("Hidden", True),))
        e = Editor(context, doc)
        if how != "kept":
            doc.RecordChanges = False
            e.settle("twice a season", ".uno:AcceptTrackedChange")
            e.settle("at night", ".uno:RejectTrackedChange")
            doc.RecordChanges = how == "tracked"
            e.replace("river clean under rule 2 ", "whole river clean under rule 2 ")
            e.append("what they plan under rule 3", " and why")
            e.delete("under rule 8 ")
            e.insert_behind("under rule 10 ", "10 bis\tThe parties [always] meet at the mill.")
            e.divide("under rule 12 ")
            e.replace("innermost", "deepest")
            e.comment("under rule 22 ", "What is in time?", "J. Smith")
            e.replace("As of old", "As of long ago")
            e.replace("a third", "a quarter")
            if how == "untracked":
                e.move("under rule 25 ", "under rule 24 ")
                cursor = e.paragraph("under rule 27 ")  # joined with the one behind it
                cursor.collapseToEnd()
                cursor.goRight(1, True)
                cursor.goRight(3, True)  # and its number
                cursor.String = " "
        doc.storeToURL(url(target), (value("FilterName", "MS Word 2007 XML"),))
        doc.close(True)
    finally:
        try:
            desktop.terminate()
        except Exception:
            pass
        office.wait(30)


main()
