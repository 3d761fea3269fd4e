"""Visual Basic projects as bytes: `vbaProject.bin` read and written by the Microsoft open specifications, without Excel."""
