"""The portal 门户: pages for officers and firms, in Chinese and English."""
