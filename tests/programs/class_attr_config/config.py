class Config:
    seed = None
