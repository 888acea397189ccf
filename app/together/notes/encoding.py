"""The numbers and texts that Yjs writes (`lib0/encoding`), read byte by byte from who may mean harm."""

LARGEST = 2**53  # what JavaScript can count to


class Encoded:
    """A position in bytes. Raises IndexError where they do not go on as they should."""

    def __init__(self, source: bytes) -> None:
        self.source, self.at = source, 0

    def text(self) -> str:
        """A text and its length; raises UnicodeDecodeError."""
        length = self.number()
        start = self.at
        self.skip(length)
        return self.source[start : self.at].decode()

    def number(self) -> int:
        """A number of up to LARGEST."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 56:
                raise IndexError
        if value > LARGEST:
            raise IndexError
        return value

    def count(self) -> int:
        """How many follow. Each takes a byte at least: nobody may announce more than there is."""
        value = self.number()
        if value > len(self.source) - self.at:
            raise IndexError
        return value

    def integer(self) -> None:
        """A number with a sign, which nobody asks for."""
        while self.byte() & 0x80:
            pass

    def byte(self) -> int:
        """The next byte."""
        byte = self.source[self.at]
        self.at += 1
        return byte

    def skip(self, length: int) -> None:
        """Go on behind so many bytes."""
        self.at += length
        if self.at > len(self.source):
            raise IndexError

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.source):
            raise IndexError
