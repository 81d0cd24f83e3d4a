"""Small synthetic pictures of flowers: a coloured disc of petals on a noisy green ground."""

import numpy as np
from sklearn.model_selection import train_test_split

SPECIES = ("daisy", "poppy", "iris")
COLOURS = np.array([[0.9, 0.9, 0.8], [0.8, 0.1, 0.1], [0.4, 0.2, 0.8]])
SIZE = 16


def picture(species):
    """One picture of SIZE x SIZE pixels in three channels."""
    ground = np.array([0.1, 0.5, 0.1]) + np.random.normal(scale=0.1, size=(SIZE, SIZE, 3))
    rows, columns = np.mgrid[:SIZE, :SIZE]
    centre = np.random.uniform(5, 11, size=2)
    disc = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2 < 16
    ground[disc] = COLOURS[species] + np.random.normal(scale=0.1, size=(disc.sum(), 3))
    return np.clip(ground, 0, 1)


def load(count=180):
    """Training and validation pictures and labels."""
    labels = np.arange(count) % len(SPECIES)
    pictures = np.stack([picture(label) for label in labels]).astype("float32")
    return train_test_split(pictures, labels, test_size=0.25, stratify=labels)
