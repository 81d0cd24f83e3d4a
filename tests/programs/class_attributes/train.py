from settings import Config
from work import Job

Job(Config).run()
