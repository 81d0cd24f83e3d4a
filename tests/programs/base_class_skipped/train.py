from jobs import Train

Train("demo").run()
