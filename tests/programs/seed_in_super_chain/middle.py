from root import Root


class Middle(Root):
    def __init__(self, name, **kwargs):
        super().__init__(**kwargs)
        self.name = name
