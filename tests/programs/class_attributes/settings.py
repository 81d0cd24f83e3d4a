class Config:
    SEED = 4
    EPOCHS = 2
